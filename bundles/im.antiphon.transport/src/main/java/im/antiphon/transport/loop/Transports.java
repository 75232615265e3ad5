// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The ways the kernel is asked about sockets. */
public enum Transports {
    /** Linux's own, where its native library could be loaded. */
    EPOLL("epoll", EpollServerSocketChannel.class, EpollDatagramChannel.class) {
        @Override
        IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }
    },
    /** The JDK's, everywhere. */
    NIO("nio", NioServerSocketChannel.class, NioDatagramChannel.class) {
        @Override
        IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }
    };

    private final String label;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends DatagramChannel> datagramChannel;

    Transports(
            String label,
            Class<? extends ServerChannel> serverChannel,
            Class<? extends DatagramChannel> datagramChannel) {
        this.label = label;
        this.serverChannel = serverChannel;
        this.datagramChannel = datagramChannel;
    }

    /** The best one that works here. */
    public static Transports best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoHandlerFactory ioHandlers();

    public String label() {
        return label;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    public Class<? extends DatagramChannel> datagramChannel() {
        return datagramChannel;
    }
}
