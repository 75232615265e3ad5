// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

/** Which Antiphon this is. */
final class Version {
    private Version() {}

    /** The version in the manifest, or {@code unknown} outside a jar. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
