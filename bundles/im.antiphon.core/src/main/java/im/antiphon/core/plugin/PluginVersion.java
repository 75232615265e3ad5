// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/**
 * A bundle version in OSGi's form and order (OSGi Core, section 3.2.5).
 *
 * @param qualifier compared as text, after the numbers; empty where there is none
 */
public record PluginVersion(int major, int minor, int micro, String qualifier) implements Comparable<PluginVersion> {
    /** Reads {@code major[.minor[.micro[.qualifier]]]}; a part that is no number fails with NumberFormatException. */
    public static PluginVersion parse(String text) {
        String[] parts = text.split("\\.", 4);
        return new PluginVersion(
                number(parts, 0), number(parts, 1), number(parts, 2), parts.length > 3 ? parts[3] : "");
    }

    private static int number(String[] parts, int index) {
        return index < parts.length ? Integer.parseInt(parts[index]) : 0;
    }

    @Override
    public int compareTo(PluginVersion other) {
        if (major != other.major) {
            return Integer.compare(major, other.major);
        }
        if (minor != other.minor) {
            return Integer.compare(minor, other.minor);
        }
        if (micro != other.micro) {
            return Integer.compare(micro, other.micro);
        }
        return qualifier.compareTo(other.qualifier);
    }

    @Override
    public String toString() {
        String numbers = major + "." + minor + "." + micro;
        return qualifier.isEmpty() ? numbers : numbers + "." + qualifier;
    }
}
