// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Offers as browsers and publishing programs write them; the fingerprints are made up. */
final class Offers {
    private Offers() {}

    static String text(String name) {
        try (InputStream in = Offers.class.getResourceAsStream("/offers/" + name + ".sdp")) {
            if (in == null) {
                throw new IllegalArgumentException("offer: " + name + " (expected: one of resources/offers)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
