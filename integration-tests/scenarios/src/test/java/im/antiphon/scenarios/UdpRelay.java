// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a peer and the server's media port: passes everything on, keeps some of what the peer has sent, and says
 * things of its own to the server from the address that the server takes for the peer's.
 */
final class UdpRelay implements AutoCloseable {
    private static final int MOST_KEPT = 200;
    private static final int LARGEST = 2_048;
    private static final Pattern CANDIDATE =
            Pattern.compile("(a=candidate:\\S+ \\d+ udp \\d+ )\\S+ \\d+ ", Pattern.CASE_INSENSITIVE);

    private final DatagramSocket peerSide = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramSocket serverSide = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final List<byte[]> kept = new CopyOnWriteArrayList<>();
    private final InetSocketAddress server;
    private final int losesOneOf;
    private volatile @Nullable SocketAddress peer;

    UdpRelay(InetSocketAddress server) throws IOException {
        this(server, Integer.MAX_VALUE);
    }

    /** @param losesOneOf so many media packets of the server's are one that the peer does not get */
    UdpRelay(InetSocketAddress server, int losesOneOf) throws IOException {
        this.server = server;
        this.losesOneOf = losesOneOf;
        background(this::fromPeer);
        background(this::fromServer);
    }

    /** The server's answer, with this in place of the server's addresses. */
    String in(String answer) {
        return CANDIDATE.matcher(answer).replaceAll("$1127.0.0.1 " + peerSide.getLocalPort() + " ");
    }

    /** RTP and RTCP that the peer has sent, as it was on the wire. */
    List<byte[]> kept() {
        return List.copyOf(kept);
    }

    /** Says that to the server, as if the peer had. */
    void inject(byte[] datagram) throws IOException {
        serverSide.send(new DatagramPacket(datagram, datagram.length, server));
    }

    private void fromPeer() {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        try {
            while (true) {
                packet.setLength(LARGEST);
                peerSide.receive(packet);
                peer = packet.getSocketAddress();
                byte[] datagram = Arrays.copyOf(packet.getData(), packet.getLength());
                if (kept.size() < MOST_KEPT && isMedia(datagram)) {
                    kept.add(datagram);
                }
                inject(datagram);
            }
        } catch (IOException e) {
            close(); // Closed already, or of no more use.
        }
    }

    private void fromServer() {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        int media = 0;
        try {
            while (true) {
                packet.setLength(LARGEST);
                serverSide.receive(packet);
                SocketAddress to = peer;
                boolean lost = isMedia(packet.getData()) && ++media % losesOneOf == 0;
                if (to != null && !lost) {
                    peerSide.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
                }
            }
        } catch (IOException e) {
            close(); // Closed already, or of no more use.
        }
    }

    private static boolean isMedia(byte[] datagram) {
        return datagram.length > 0 && (datagram[0] & 0xC0) == 0x80;
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "udp-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        peerSide.close();
        serverSide.close();
    }
}
