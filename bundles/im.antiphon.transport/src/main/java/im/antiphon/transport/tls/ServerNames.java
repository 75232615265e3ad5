// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a server is called by those who connect to it.
 *
 * @param names of DNS, lower case
 * @param addresses IPv4 and IPv6
 */
public record ServerNames(List<String> names, List<InetAddress> addresses) {
    private static final String DNS = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    public ServerNames {
        names = List.copyOf(names);
        addresses = List.copyOf(addresses);
    }

    /** All this machine knows of itself: loopback, its host name, its interfaces. Looks nothing up in DNS. */
    public static ServerNames local() {
        Set<String> names = new LinkedHashSet<>(List.of("localhost"));
        Set<InetAddress> addresses = new LinkedHashSet<>();
        try {
            addresses.add(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            byte[] ipv6 = new byte[16];
            ipv6[15] = 1;
            addresses.add(InetAddress.getByAddress(ipv6));
            String host = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            if (host.matches(DNS)) {
                names.add(host);
            }
        } catch (UnknownHostException namelessHost) {
            // loopback and the interfaces remain
        }
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(each.getInetAddresses())) {
                    if (!address.isLinkLocalAddress()) {
                        addresses.add(InetAddress.getByAddress(address.getAddress()));
                    }
                }
            }
        } catch (SocketException | UnknownHostException unreadable) {
            // loopback and the host name remain
        }
        return new ServerNames(List.copyOf(names), List.copyOf(addresses));
    }

    /** These and more, each an address or a DNS name; what is neither is left out. */
    public ServerNames and(Collection<String> more) {
        Set<String> allNames = new LinkedHashSet<>(names);
        Set<InetAddress> allAddresses = new LinkedHashSet<>(addresses);
        for (String each : more) {
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(each);
            String name = each.toLowerCase(Locale.ROOT);
            if (literal != null) {
                try {
                    allAddresses.add(InetAddress.getByAddress(literal));
                } catch (UnknownHostException impossible) {
                    throw new IllegalStateException("an address of " + literal.length + " bytes", impossible);
                }
            } else if (name.matches(DNS)) {
                allNames.add(name);
            }
        }
        return new ServerNames(List.copyOf(allNames), List.copyOf(allAddresses));
    }

    /** Whether a certificate speaks for all of them. */
    boolean areIn(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return false;
        }
        Set<String> certified = new HashSet<>();
        for (List<?> alternative : alternatives) {
            Object kind = alternative.get(0);
            if (kind.equals(DNS_NAME) || kind.equals(IP_ADDRESS)) {
                certified.add(canonical(String.valueOf(alternative.get(1))));
            }
        }
        return certified.containsAll(names)
                && addresses.stream().allMatch(address -> certified.contains(canonical(address.getHostAddress())));
    }

    /** The JDK writes IPv6 addresses in several ways; a literal is parsed without a look-up. */
    private static String canonical(String text) {
        if (text.indexOf(':') < 0) {
            return text;
        }
        try {
            return InetAddress.getByName(text).getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return text;
        }
    }
}
