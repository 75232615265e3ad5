// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle of ours says of itself.
 *
 * @param name the symbolic name, which is its root package as well
 * @param exports the version of each exported package; empty where none is given
 */
record BundleManifest(String name, Map<String, String> exports) {
    /** A clause up to the comma that is outside quotes. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    private static final Pattern VERSION = Pattern.compile(";version=\"?([^\";]*)\"?");

    /** All of ours on the class path. */
    static List<BundleManifest> all() {
        List<BundleManifest> bundles = new ArrayList<>();
        try {
            for (URL url :
                    Collections.list(BundleManifest.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                try (InputStream in = url.openStream()) {
                    Attributes attributes = new Manifest(in).getMainAttributes();
                    String name = attributes.getValue("Bundle-SymbolicName");
                    if (name != null && name.startsWith("im.antiphon.")) {
                        bundles.add(new BundleManifest(name, exports(attributes.getValue("Export-Package"))));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bundles.sort(Comparator.comparing(BundleManifest::name));
        return bundles;
    }

    boolean owns(String packageName) {
        return packageName.equals(name) || packageName.startsWith(name + ".");
    }

    private static Map<String, String> exports(@Nullable String header) {
        Map<String, String> exports = new LinkedHashMap<>();
        if (header != null) {
            Matcher clauses = CLAUSE.matcher(header);
            while (clauses.find()) {
                String clause = clauses.group();
                Matcher version = VERSION.matcher(clause);
                exports.put(
                        requireNonNull(clause.split(";", 2)[0]),
                        version.find() ? requireNonNull(version.group(1)) : "");
            }
        }
        return exports;
    }

    @Override
    public String toString() {
        return name;
    }
}
