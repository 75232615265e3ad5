// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell;

import im.antiphon.api.plugin.PluginKind;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kinds of plugins as operators type them. */
public final class Kinds {
    private Kinds() {}

    /** @throws IllegalArgumentException with the kinds there are, if this is none */
    public static PluginKind parse(String label) {
        return Stream.of(PluginKind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind: " + label + " (expected: one of "
                        + Stream.of(PluginKind.values()).map(PluginKind::label).collect(Collectors.joining(", "))
                        + ")"));
    }
}
