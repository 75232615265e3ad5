// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel give what comes from a peer's address to the socket of the peer's own loop. Without it some of what comes in is handed
 * from one loop to another, which wakes both.
 *
 * <p>Asked for those alone whose datagrams have been handed over many times, so mostly for publishers; those that were asked for first
 * are forgotten for others, and asked for again where it matters. It may be wrong: whoever gets a datagram that is not his hands it over.
 * Safe from any thread; never asked per packet.
 */
final class SocketSteering {
    /** Some 600 instructions, which the kernel takes in a third of a millisecond; one is looked up in a dozen. */
    static final int MOST_SOURCES = 256;

    static final long COLLECT_MILLIS = 250;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int PROGRAM_LENGTH = 16; // struct sock_fprog
    private static final int PROGRAM_ADDRESS = 8;
    private static final RawUnixChannelOption PROGRAM =
            new RawUnixChannelOption("SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, PROGRAM_LENGTH);

    private static final Logger logger = LoggerFactory.getLogger(SocketSteering.class);

    // guarded by this
    private final Map<Integer, Integer> socketOf = new LinkedHashMap<>();
    private @Nullable Channel group;
    private @Nullable ScheduledExecutorService executor;
    private boolean scheduled;

    /**
     * All sockets are there.
     *
     * @param any of the group, whose sockets have joined in the order of their loops
     * @param teller where the kernel is told, which takes a moment
     */
    synchronized void begin(Channel any, ScheduledExecutorService teller) {
        group = any;
        executor = teller;
    }

    /** What comes from there is for the socket of that loop. */
    synchronized void ask(InetSocketAddress source, int loop) {
        int key = SteeringProgram.key(source);
        Integer former = socketOf.remove(key);
        socketOf.put(key, loop); // the latest is last
        if (socketOf.size() > MOST_SOURCES) {
            socketOf.remove(socketOf.keySet().iterator().next());
        }
        if (executor != null && !scheduled && (former == null || former != loop)) {
            scheduled = true;
            executor.schedule(this::tell, COLLECT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tell() {
        Channel socket;
        Map<Integer, Integer> known;
        synchronized (this) {
            scheduled = false;
            socket = group;
            known = Map.copyOf(socketOf);
        }
        if (socket == null || !socket.isOpen()) {
            return;
        }
        ByteBuffer code = SteeringProgram.of(known);
        ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM_LENGTH).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) (code.remaining() / SteeringProgram.INSTRUCTION_LENGTH));
        program.putLong(PROGRAM_ADDRESS, Buffer.memoryAddress(code));
        try {
            socket.config().setOption(PROGRAM, program);
        } catch (ChannelException e) {
            giveUp();
            logger.warn("event=media_steering_refused sources={}", known.size(), e);
        } finally {
            Reference.reachabilityFence(code); // the kernel has its address only
        }
    }

    /** It will not do so later either. */
    private synchronized void giveUp() {
        executor = null;
    }
}
