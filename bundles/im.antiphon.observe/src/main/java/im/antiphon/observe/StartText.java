// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.StringJoiner;

/**
 * The one screen that is printed when calls can come in.
 *
 * @param version Antiphon's
 * @param java the JVM's version
 * @param home where this server's files are
 */
public record StartText(String version, String java, String home) {
    /** Writes the screen. */
    public String of(HttpServerInfo http, Admission.Unvouched unvouched, List<PluginInfo> plugins) {
        StringBuilder screen = new StringBuilder("\n  Antiphon ")
                .append(version)
                .append("   Java ")
                .append(java)
                .append("   I/O ")
                .append(http.ioName())
                .append("\n\n");
        line(screen, "Call page", urls("http", http.httpAddresses()) + urls("https", http.httpsAddresses()));
        line(screen, "Media", media(http));
        line(screen, "Certificate", "SHA-256 " + http.certificateFingerprint());
        for (PluginKind kind : PluginKind.values()) {
            StringJoiner serving = new StringJoiner(", ");
            plugins.stream()
                    .filter(plugin -> plugin.kind() == kind && plugin.state() == PluginState.SERVING)
                    .forEach(plugin -> serving.add(plugin.name() + ' ' + plugin.version()));
            if (serving.length() > 0) {
                line(screen, kind.label(), serving.toString());
            }
        }
        line(screen, "Files", home);
        screen.append(
                switch (unvouched) {
                    case NOBODY -> "";
                    case THIS_MACHINE -> """

                          ************************************************************************
                          *  DEVELOPMENT: no authentication is configured.                       *
                          *  Anyone on this machine is let in, as whom they say they are.        *
                          ************************************************************************
                        """;
                    case EVERYBODY -> """

                          ************************************************************************
                          *  DEVELOPMENT: no authentication is configured.                       *
                          *  ANYONE WHO REACHES THESE ADDRESSES is let in, as whom they say      *
                          *  they are: other machines too. Not for anything but trying out.      *
                          ************************************************************************
                        """;
                });
        return screen.toString();
    }

    private static void line(StringBuilder screen, String title, String text) {
        screen.append(String.format("  %-12s ", title)).append(text.strip()).append('\n');
    }

    private static String urls(String scheme, List<InetSocketAddress> addresses) {
        StringBuilder urls = new StringBuilder();
        for (InetSocketAddress address : addresses) {
            urls.append(scheme)
                    .append("://")
                    .append(host(address.getAddress()))
                    .append(':')
                    .append(address.getPort())
                    .append("/  ");
        }
        return urls.toString();
    }

    private static String media(HttpServerInfo http) {
        StringJoiner ports = new StringJoiner(", ");
        http.httpsAddresses().stream()
                .map(InetSocketAddress::getPort)
                .distinct()
                .forEach(port -> ports.add("port " + port + "/udp"));
        return ports
                + (http.advertisedAddresses().isEmpty()
                        ? ""
                        : ", advertised as " + String.join(", ", http.advertisedAddresses()));
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : '[' + text + ']';
    }
}
