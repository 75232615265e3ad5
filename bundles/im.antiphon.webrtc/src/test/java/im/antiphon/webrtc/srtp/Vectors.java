// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.testkit.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Bytes that others have published, from a file that names its source. */
final class Vectors {
    private final String file;
    private final Properties values = new Properties();

    private Vectors(String file) {
        this.file = file;
    }

    static Vectors load(String file) {
        Vectors vectors = new Vectors(file);
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + file), file)) {
            vectors.values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vectors;
    }

    byte[] bytes(String name) {
        return Hex.parse(Objects.requireNonNull(values.getProperty(name), file + ": " + name));
    }
}
