// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a value of configuration comes from: the command line before {@code conf/}, that before the features' defaults.
 * The layers meet value by value, so a file need say no more than what it changes, and a deleted file leaves the default.
 * Keys are the same in whatever case, as they are to Configuration Admin, which refuses two that differ in nothing else.
 */
final class ConfigurationLayers {
    private static final String PAGE_PID = "im.antiphon.page";

    /** Who is let in where no authenticator vouches for anybody. */
    private static final String IDENTITY_PID = "im.antiphon.core.auth";

    private static final String ALLOW_ANONYMOUS = "allow.anonymous";

    /** Authenticators are configured beneath it. */
    private static final String AUTHENTICATORS = "im.antiphon.auth.";

    private final Map<String, Map<String, Object>> defaults;
    private final Map<String, Map<String, Object>> commandLine;

    ConfigurationLayers(Map<String, Map<String, Object>> defaults, Map<String, Map<String, Object>> commandLine) {
        this.defaults = defaults;
        this.commandLine = commandLine;
    }

    /**
     * What holds, by persistent identity.
     *
     * @param files what {@code conf/} says, by persistent identity
     */
    Map<String, Map<String, Object>> over(Map<String, Map<String, Object>> files) {
        Map<String, Map<String, Object>> merged = new LinkedHashMap<>();
        merge(defaults, merged);
        merge(files, merged);
        merge(commandLine, merged);
        Object https = merged.getOrDefault(Options.TRANSPORT_PID, Map.of()).get(Options.HTTPS);
        if (https != null) {
            // The page sends visitors to HTTPS; where a router forwards another port to it, the page is told so itself.
            merged.computeIfAbsent(PAGE_PID, pid -> empty()).putIfAbsent(Options.HTTPS, https);
        }
        String anonymous = anonymous(merged);
        if (anonymous != null) {
            merged.computeIfAbsent(IDENTITY_PID, pid -> empty()).putIfAbsent(ALLOW_ANONYMOUS, anonymous);
        }
        return merged;
    }

    /**
     * Where an authenticator is configured nobody is believed without it, not even before it has started, or where it
     * cannot; who types an address that others reach wants them to come in. Null: as it is by default.
     */
    private @Nullable String anonymous(Map<String, Map<String, Object>> merged) {
        if (merged.keySet().stream().anyMatch(pid -> pid.startsWith(AUTHENTICATORS))) {
            return "nobody";
        }
        Object typed = commandLine.getOrDefault(Options.TRANSPORT_PID, Map.of()).get(Options.BIND);
        return typed != null && !isLoopback(typed.toString()) ? "everywhere" : null;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // Nobody can be reached there.
        }
    }

    private static void merge(Map<String, Map<String, Object>> layer, Map<String, Map<String, Object>> into) {
        layer.forEach((pid, values) -> into.computeIfAbsent(pid, key -> empty()).putAll(values));
    }

    private static Map<String, Object> empty() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }
}
