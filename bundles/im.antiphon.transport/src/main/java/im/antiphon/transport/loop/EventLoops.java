// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.LongSupplier;

/**
 * The event loops of this node and the channel classes that fit them. A service inside this bundle: whoever opens a channel
 * takes its group from here and closes the channel before letting go of the service; the groups themselves are shut down
 * by their owner alone. Safe from any thread.
 */
public interface EventLoops {
    /** For HTTP, WebSocket and everything else over TCP. */
    EventLoopGroup signaling();

    /** For UDP: media and whatever shares its port. */
    EventLoopGroup media();

    /** The listening TCP channel for {@link #signaling}. */
    Class<? extends ServerChannel> serverChannel();

    /** The UDP channel for {@link #media}. */
    Class<? extends DatagramChannel> datagramChannel();

    /** How one of these loops counts its turns, for {@link im.antiphon.api.plugin.LoopWatch}. */
    LongSupplier turns(EventExecutor loop);

    /** {@code epoll} or {@code nio}, for logs. */
    String ioName();
}
