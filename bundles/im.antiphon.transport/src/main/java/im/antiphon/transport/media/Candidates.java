// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.webrtc.ice.IceCandidate;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where we can be reached, and how that is told to a peer. */
final class Candidates {
    private static final int HIGHEST_LOCAL_PREFERENCE = 65_535;

    private Candidates() {}

    /** A host candidate for each address, preferred in that order. */
    static List<String> of(List<InetSocketAddress> addresses) {
        List<String> candidates = new ArrayList<>(addresses.size());
        for (int i = 0; i < addresses.size(); i++) {
            candidates.add(IceCandidate.host(addresses.get(i), HIGHEST_LOCAL_PREFERENCE - i)
                    .attributeValue());
        }
        return candidates;
    }

    /**
     * The addresses to announce: those configured; else the one the socket is bound to; else, where it is bound to all, every
     * address of an interface that is up and of a family the socket speaks, without loopback and link-local ones; else loopback.
     */
    static List<InetSocketAddress> addresses(List<InetAddress> configured, InetSocketAddress bound)
            throws SocketException {
        boolean listed = configured.isEmpty() && bound.getAddress().isAnyLocalAddress();
        return addresses(configured, bound, listed ? ofInterfaces() : List.of());
    }

    /** @param present on this machine's interfaces; asked where there is nothing better */
    static List<InetSocketAddress> addresses(
            List<InetAddress> configured, InetSocketAddress bound, List<InetAddress> present) {
        Set<InetAddress> chosen = new LinkedHashSet<>(configured);
        if (chosen.isEmpty() && !bound.getAddress().isAnyLocalAddress()) {
            chosen.add(bound.getAddress());
        }
        if (chosen.isEmpty()) {
            boolean both = bound.getAddress() instanceof Inet6Address;
            for (InetAddress address : present) {
                boolean reachable = both || address instanceof Inet4Address;
                if (reachable && !address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                    chosen.add(address);
                }
            }
        }
        if (chosen.isEmpty()) {
            chosen.add(InetAddress.getLoopbackAddress());
        }
        return chosen.stream()
                .map(address -> new InetSocketAddress(address, bound.getPort()))
                .toList();
    }

    private static List<InetAddress> ofInterfaces() throws SocketException {
        List<InetAddress> present = new ArrayList<>();
        for (NetworkInterface networkInterface : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (networkInterface.isUp()) {
                present.addAll(Collections.list(networkInterface.getInetAddresses()));
            }
        }
        return present;
    }
}
