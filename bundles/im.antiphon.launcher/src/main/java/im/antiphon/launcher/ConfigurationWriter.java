// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/**
 * Brings Configuration Admin in line with what holds, and tells what others have put there, such as an operator's choice of
 * a plugin. Used by one thread, but for {@link #configurationEvent}.
 */
final class ConfigurationWriter implements ConfigurationListener {
    /** What Configuration Admin adds of its own. */
    private static final Set<String> NOT_CONFIGURED = Set.of(
            Constants.SERVICE_PID, ConfigurationAdmin.SERVICE_FACTORYPID, ConfigurationAdmin.SERVICE_BUNDLELOCATION);

    private final ConfigurationAdmin admin;
    private final Map<String, Configuration> written = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> values = new LinkedHashMap<>();
    private volatile boolean touched = true;

    ConfigurationWriter(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    void write(Map<String, Map<String, Object>> configurations) throws IOException {
        for (Map.Entry<String, Map<String, Object>> entry : configurations.entrySet()) {
            Configuration configuration = written.get(entry.getKey());
            if (configuration == null) {
                configuration = configuration(entry.getKey());
                written.put(entry.getKey(), configuration);
            }
            configuration.updateIfDifferent(new Hashtable<>(entry.getValue()));
            values.put(entry.getKey(), entry.getValue());
        }
        for (String pid : written.keySet().toArray(new String[0])) {
            if (!configurations.containsKey(pid)) {
                written.remove(pid).delete();
                values.remove(pid);
            }
        }
    }

    /** On a thread of Configuration Admin's: something is not as it was, by our own doing or by that of others. */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        touched = true;
    }

    /** The values, by persistent identity, that others have set to something else than was written last. */
    Map<String, Map<String, Object>> changedByOthers() throws IOException {
        Map<String, Map<String, Object>> changed = new LinkedHashMap<>();
        if (!touched) {
            return changed;
        }
        touched = false; // Before the comparison: what is told during it is looked at next time.
        for (Configuration configuration : all()) {
            Map<String, Object> before = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            before.putAll(values.getOrDefault(configuration.getPid(), Map.of()));
            Dictionary<String, Object> now = configuration.getProperties();
            Map<String, Object> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String key : now == null ? List.<String>of() : Collections.list(now.keys())) {
                if (!NOT_CONFIGURED.contains(key) && !Objects.deepEquals(before.get(key), now.get(key))) {
                    others.put(key, now.get(key));
                }
            }
            if (!others.isEmpty()) {
                changed.put(configuration.getPid(), others);
            }
        }
        if (!changed.isEmpty()) {
            touched = true; // Until it is written, which may fail.
        }
        return changed;
    }

    private List<Configuration> all() throws IOException {
        try {
            Configuration[] all = admin.listConfigurations(null);
            return all == null ? List.of() : List.of(all);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException("no filter cannot be wrong", impossible);
        }
    }

    private Configuration configuration(String pid) throws IOException {
        int tilde = pid.indexOf('~');
        return tilde < 0
                ? admin.getConfiguration(pid, "?")
                : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
    }
}
