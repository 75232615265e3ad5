// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.deploy.admission.Admitted;
import org.osgi.framework.Version;

/**
 * A plugin that came by way of the folder and is installed.
 *
 * @param file its name in the folder
 * @param admitted what it said of itself when it was let in
 * @param digest of the file
 * @param bundle the framework's id of it
 * @param epochMillis since when, on the wall clock
 */
public record Standing(String file, Admitted admitted, String digest, long bundle, long epochMillis) {
    private static final String SCHEME = "antiphon-plugin:";

    /** Where the framework says it came from: another content is another place. */
    static String location(String file, Staged staged) {
        return SCHEME + staged.digest() + "/" + file;
    }

    /** Whether a bundle from that location is a plugin that a deployer has installed. */
    public static boolean isLocation(String location) {
        return location.startsWith(SCHEME);
    }

    String symbolicName() {
        return admitted.manifest().symbolicName();
    }

    Version version() {
        return admitted.manifest().version();
    }

    String label() {
        return admitted.manifest().label();
    }
}
