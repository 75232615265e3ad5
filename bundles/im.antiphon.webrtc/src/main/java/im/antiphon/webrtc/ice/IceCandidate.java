// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One address a peer may be reached at, as {@code a=candidate} carries it (RFC 8839, section 5.1; tcptype: RFC 6544). The
 * address may be a name, such as browsers' {@code .local} ones: it is kept, never looked up.
 *
 * @param foundation 1 to 32 ice-chars
 * @param component 1 to 256; RTP, or all of it with rtcp-mux, is 1
 * @param transport {@code udp} or {@code tcp}, or another in lower case
 * @param priority unsigned 32 bits
 * @param related where a reflexive or relayed candidate comes from ({@code raddr}, {@code rport}), or null
 * @param extensions what else is in the line, {@code tcptype} included, in its order
 */
public record IceCandidate(
        String foundation,
        int component,
        String transport,
        long priority,
        Endpoint endpoint,
        Type type,
        @Nullable Endpoint related,
        List<Extension> extensions) {

    /** Where a candidate was learned, with the recommended preference (RFC 8445, section 5.1.2.2). */
    public enum Type {
        HOST("host", 126),
        SERVER_REFLEXIVE("srflx", 100),
        PEER_REFLEXIVE("prflx", 110),
        RELAYED("relay", 0);

        private final String token;
        private final int preference;

        Type(String token, int preference) {
            this.token = token;
            this.preference = preference;
        }

        /** As the attribute spells it. */
        public String token() {
            return token;
        }

        private static @Nullable Type ofToken(String token) {
            for (Type type : values()) {
                if (type.token.equalsIgnoreCase(token)) {
                    return type;
                }
            }
            return null;
        }
    }

    /** Host, which is an address or a name, and port (0..65535; 9 for TCP that only calls). */
    public record Endpoint(String host, int port) {
        public Endpoint {
            if (host.isEmpty() || !TOKEN.matcher(host).matches()) {
                throw new IllegalArgumentException("host: " + host + " (expected: an address or a name)");
            }
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
            }
        }

        /** An address's own. */
        public static Endpoint of(InetSocketAddress address) {
            String host = address.getAddress().getHostAddress();
            int scope = host.indexOf('%');
            return new Endpoint(scope < 0 ? host : host.substring(0, scope), address.getPort());
        }

        /** Empty for a name: nothing is ever looked up. */
        public Optional<InetSocketAddress> socketAddress() {
            boolean literal = host.indexOf(':') >= 0
                    ? IPV6.matcher(host).matches()
                    : IPV4.matcher(host).matches();
            if (!literal || port == 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(new InetSocketAddress(InetAddress.getByName(host), port));
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }
    }

    /** A name and value that this version gives no meaning to. */
    public record Extension(String name, String value) {
        public Extension {
            if (!TOKEN.matcher(name).matches() || !TOKEN.matcher(value).matches()) {
                throw new IllegalArgumentException("extension: " + name + " " + value + " (expected: two words)");
            }
        }
    }

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/]{1,32}");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?=\\d)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");
    private static final String PREFIX = "candidate:";
    private static final int LONGEST = 1024;
    private static final int FIXED_FIELDS = 8;

    public IceCandidate {
        if (!FOUNDATION.matcher(foundation).matches()) {
            throw new IllegalArgumentException("foundation: " + foundation + " (expected: 1..32 ice-chars)");
        }
        if (component < 1 || component > 256) {
            throw new IllegalArgumentException("component: " + component + " (expected: 1..256)");
        }
        if (priority < 0 || priority > 0xffffffffL) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: 0..4294967295)");
        }
        if (!TOKEN.matcher(transport).matches()) {
            throw new IllegalArgumentException("transport: " + transport + " (expected: a word)");
        }
        extensions = List.copyOf(extensions);
    }

    /** A host candidate for RTP over UDP. */
    public static IceCandidate host(InetSocketAddress address, int localPreference) {
        // One foundation per base address (RFC 8445, section 5.1.1.3): the address itself, hashed into ice-chars.
        String foundation = Integer.toUnsignedString(address.getAddress().hashCode());
        return new IceCandidate(
                foundation,
                1,
                "udp",
                priority(Type.HOST, localPreference, 1),
                Endpoint.of(address),
                Type.HOST,
                null,
                List.of());
    }

    /**
     * RFC 8445, section 5.1.2.1.
     *
     * @param localPreference 0..65535, the highest for the address liked best
     */
    public static long priority(Type type, int localPreference, int component) {
        if (localPreference < 0 || localPreference > 65535) {
            throw new IllegalArgumentException("localPreference: " + localPreference + " (expected: 0..65535)");
        }
        return (long) type.preference << 24 | (long) localPreference << 8 | 256 - component;
    }

    /**
     * Reads a peer's line, with or without {@code a=} and {@code candidate:} before it.
     *
     * @return empty for anything that is not a candidate
     */
    public static Optional<IceCandidate> parse(String line) {
        String text = line.strip();
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        text = text.startsWith("a=") ? text.substring(2) : text;
        text = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        String[] words = text.split(" +");
        if (words.length < FIXED_FIELDS || !words[6].equals("typ")) {
            return Optional.empty();
        }
        Type type = Type.ofToken(words[7]);
        long component = number(words[1], 256);
        long priority = number(words[3], 0xffffffffL);
        Endpoint endpoint = endpoint(words[4], words[5]);
        if (type == null
                || component < 1
                || priority < 0
                || endpoint == null
                || !FOUNDATION.matcher(words[0]).matches()
                || !TOKEN.matcher(words[2]).matches()) {
            return Optional.empty();
        }
        return rest(words)
                .map(rest -> new IceCandidate(
                        words[0],
                        (int) component,
                        words[2].toLowerCase(Locale.ROOT),
                        priority,
                        endpoint,
                        type,
                        rest.related,
                        rest.extensions));
    }

    private record Rest(@Nullable Endpoint related, List<Extension> extensions) {}

    private static Optional<Rest> rest(String[] words) {
        String relatedHost = null;
        String relatedPort = null;
        List<Extension> extensions = new ArrayList<>();
        // Names and values come in pairs; a last name without a value is a browser's empty one and is let go.
        for (int i = FIXED_FIELDS; i + 1 < words.length; i += 2) {
            if (!TOKEN.matcher(words[i]).matches()
                    || !TOKEN.matcher(words[i + 1]).matches()) {
                return Optional.empty();
            }
            switch (words[i]) {
                case "raddr" -> relatedHost = words[i + 1];
                case "rport" -> relatedPort = words[i + 1];
                default -> extensions.add(new Extension(words[i], words[i + 1]));
            }
        }
        if (relatedHost == null || relatedPort == null) {
            return Optional.of(new Rest(null, extensions));
        }
        Endpoint related = endpoint(relatedHost, relatedPort);
        return related == null ? Optional.empty() : Optional.of(new Rest(related, extensions));
    }

    private static @Nullable Endpoint endpoint(String host, String port) {
        long number = number(port, 65535);
        return number < 0 || !TOKEN.matcher(host).matches() ? null : new Endpoint(host, (int) number);
    }

    private static long number(String text, long maximum) {
        if (!NUMBER.matcher(text).matches()) {
            return -1;
        }
        long number = Long.parseLong(text);
        return number <= maximum ? number : -1;
    }

    /** {@code tcptype}: active, passive or so; empty for UDP. */
    public Optional<String> tcpType() {
        return extensions.stream()
                .filter(extension -> extension.name().equals("tcptype"))
                .map(Extension::value)
                .findFirst();
    }

    /** As it stands after {@code a=candidate:}, such as {@code 1 1 udp 2130706431 192.0.2.1 8443 typ host}. */
    public String attributeValue() {
        StringBuilder text = new StringBuilder(foundation)
                .append(' ')
                .append(component)
                .append(' ')
                .append(transport)
                .append(' ')
                .append(priority)
                .append(' ')
                .append(endpoint.host)
                .append(' ')
                .append(endpoint.port)
                .append(" typ ")
                .append(type.token);
        if (related != null) {
            text.append(" raddr ").append(related.host).append(" rport ").append(related.port);
        }
        for (Extension extension : extensions) {
            text.append(' ').append(extension.name).append(' ').append(extension.value);
        }
        return text.toString();
    }
}
