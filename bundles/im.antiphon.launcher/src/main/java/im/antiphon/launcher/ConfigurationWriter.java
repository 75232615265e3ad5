// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Brings Configuration Admin in line with what holds, leaving alone what others have put there. */
final class ConfigurationWriter {
    private final ConfigurationAdmin admin;
    private final Map<String, Configuration> written = new LinkedHashMap<>();

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
        }
        for (String pid : written.keySet().toArray(new String[0])) {
            if (!configurations.containsKey(pid)) {
                written.remove(pid).delete();
            }
        }
    }

    private Configuration configuration(String pid) throws IOException {
        int tilde = pid.indexOf('~');
        return tilde < 0
                ? admin.getConfiguration(pid, "?")
                : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
    }
}
