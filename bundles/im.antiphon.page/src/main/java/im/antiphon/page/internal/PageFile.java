// SPDX-License-Identifier: Apache-2.0
package im.antiphon.page.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of the page, read once.
 *
 * @param contentType with its charset
 * @param entityTag strong, quoted: the same bytes have the same one on every node
 * @param bytes not to be changed
 */
record PageFile(String contentType, String entityTag, byte[] bytes) {
    private static final String FOLDER = "/page/";

    /** Reads a file this bundle is known to have. */
    static PageFile load(String name) {
        return of(contentType(name), bytes(name));
    }

    static PageFile of(String contentType, byte[] bytes) {
        return new PageFile(contentType, entityTag(bytes), bytes);
    }

    static byte[] bytes(String name) {
        try (InputStream stream = PageFile.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("page file: " + name + " (expected: in the bundle)");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String contentType(String name) {
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "mjs" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("suffix: " + suffix + " (expected: html, css, mjs or svg)");
        };
    }

    private static String entityTag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
