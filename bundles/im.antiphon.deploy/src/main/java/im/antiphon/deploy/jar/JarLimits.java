// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

/**
 * How large a plugin may be.
 *
 * @param bytes of the file
 * @param unpackedBytes of all entries together, those of embedded jars included
 * @param entries those of embedded jars included
 */
public record JarLimits(long bytes, long unpackedBytes, int entries) {
    public static final JarLimits DEFAULT = new JarLimits(64L << 20, 256L << 20, 20_000);

    public JarLimits {
        if (bytes < 1 || unpackedBytes < 1 || entries < 1) {
            throw new IllegalArgumentException(
                    "limits: " + bytes + ", " + unpackedBytes + ", " + entries + " (expected: each at least 1)");
        }
    }
}
