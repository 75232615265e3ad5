// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.rtp.DropReason;
import im.antiphon.testkit.ManualTime;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A network of agents in simulated time: delay, loss and reordering follow from one seed. */
final class IceNetwork {
    /** An agent as the network sees it. */
    interface Agent {
        void handleDatagram(long nowNanos, ByteBuffer buffer, InetSocketAddress from, IceSink out);

        void handleTimeout(long nowNanos, IceSink out);

        long nextTimeoutNanos();
    }

    /** One agent at its address, and what it has said. */
    final class Host implements IceSink {
        final Agent agent;
        final List<InetSocketAddress> selected = new ArrayList<>();
        final List<DropReason> dropped = new ArrayList<>();
        final List<String> retired = new ArrayList<>();
        final List<byte[]> sent = new ArrayList<>();
        InetSocketAddress address;
        boolean expired;
        boolean muted;
        long expiredNanos;

        private Host(Agent agent, InetSocketAddress address) {
            this.agent = agent;
            this.address = address;
        }

        @Override
        public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
            byte[] bytes = new byte[length];
            buffer.get(offset, bytes);
            sent.add(bytes);
            if (!muted) {
                send(address, to, bytes);
            }
        }

        @Override
        public void onSelected(InetSocketAddress remote) {
            selected.add(remote);
        }

        @Override
        public void onConsentExpired() {
            expired = true;
            expiredNanos = time.nowNanos();
        }

        @Override
        public void onDropped(DropReason reason) {
            dropped.add(reason);
        }

        @Override
        public void onCredentialsRetired(String localUfrag) {
            retired.add(localUfrag);
        }

        void move(InetSocketAddress newAddress) {
            hosts.remove(address);
            address = newAddress;
            hosts.put(address, this);
        }

        @Nullable
        InetSocketAddress lastSelected() {
            return selected.isEmpty() ? null : selected.get(selected.size() - 1);
        }
    }

    private record Datagram(
            long arrivalNanos, long number, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {}

    final ManualTime time = new ManualTime();
    private final Map<InetSocketAddress, Host> hosts = new HashMap<>();
    private final PriorityQueue<Datagram> underWay =
            new PriorityQueue<>(Comparator.comparingLong(Datagram::arrivalNanos).thenComparingLong(Datagram::number));
    private final Random random;
    private long number;
    double lossRate;
    Duration delay = Duration.ofMillis(20);
    Duration jitter = Duration.ZERO;

    IceNetwork(long seed) {
        random = new Random(seed);
    }

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    Host add(IceLiteAgent agent, InetSocketAddress address) {
        return add(
                new Agent() {
                    @Override
                    public void handleDatagram(long nowNanos, ByteBuffer buffer, InetSocketAddress from, IceSink out) {
                        agent.handleDatagram(nowNanos, buffer, 0, buffer.capacity(), from, out);
                    }

                    @Override
                    public void handleTimeout(long nowNanos, IceSink out) {
                        agent.handleTimeout(nowNanos, out);
                    }

                    @Override
                    public long nextTimeoutNanos() {
                        return agent.nextTimeoutNanos();
                    }
                },
                address);
    }

    Host add(IceControllingAgent agent, InetSocketAddress address) {
        return add(
                new Agent() {
                    @Override
                    public void handleDatagram(long nowNanos, ByteBuffer buffer, InetSocketAddress from, IceSink out) {
                        agent.handleDatagram(nowNanos, buffer, 0, buffer.capacity(), from, out);
                    }

                    @Override
                    public void handleTimeout(long nowNanos, IceSink out) {
                        agent.handleTimeout(nowNanos, out);
                    }

                    @Override
                    public long nextTimeoutNanos() {
                        return agent.nextTimeoutNanos();
                    }
                },
                address);
    }

    private Host add(Agent agent, InetSocketAddress address) {
        Host host = new Host(agent, address);
        hosts.put(address, host);
        return host;
    }

    /** As anybody could, from anywhere. */
    void send(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        if (random.nextDouble() < lossRate) {
            return;
        }
        long extra = jitter.isZero() ? 0 : random.nextLong(jitter.toNanos());
        long arrival = time.nowNanos() + delay.toNanos() + extra;
        underWay.add(new Datagram(arrival, number++, from, to, Arrays.copyOf(bytes, bytes.length)));
    }

    /** Lets time pass and everything happen that is due in it. */
    void run(Duration duration) {
        long end = time.nowNanos() + duration.toNanos();
        while (true) {
            long next = end;
            for (Host host : hosts.values()) {
                next = Math.min(next, host.agent.nextTimeoutNanos());
            }
            if (!underWay.isEmpty()) {
                next = Math.min(next, underWay.peek().arrivalNanos());
            }
            time.advanceTo(next);
            long now = time.nowNanos();
            boolean idle = true;
            while (!underWay.isEmpty() && underWay.peek().arrivalNanos() <= now) {
                deliver(now, underWay.remove());
                idle = false;
            }
            for (Host host : hosts.values()) {
                if (host.agent.nextTimeoutNanos() <= now) {
                    host.agent.handleTimeout(now, host);
                    idle = false;
                }
            }
            if (idle && now >= end) {
                return;
            }
        }
    }

    private void deliver(long now, Datagram datagram) {
        Host host = hosts.get(datagram.to());
        if (host != null) {
            host.agent.handleDatagram(now, ByteBuffer.wrap(datagram.bytes()), datagram.from(), host);
        }
    }
}
