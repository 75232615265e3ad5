// SPDX-License-Identifier: Apache-2.0
package im.antiphon.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a layout as {@code tar.gz}: the same files give the same bytes, whoever builds and whenever. The headers are
 * POSIX ustar, the owner is root, every entry has the same time.
 */
final class Tarball {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;

    private Tarball() {}

    /**
     * @param folder the name of the one folder that the archive unpacks to
     * @param time given to every entry
     */
    static void write(Layout layout, String folder, Instant time, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (OutputStream tar =
                new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(target)), 1 << 16)) {
            for (String entry : layout.entries()) {
                Path source = layout.root().resolve(entry);
                long size = Files.size(source);
                tar.write(header(folder + '/' + entry, Layout.executable(entry) ? 0755 : 0644, size, time));
                Files.copy(source, tar);
                tar.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
            }
            tar.write(new byte[2 * BLOCK]);
        }
    }

    private static byte[] header(String path, int mode, long size, Instant time) {
        byte[] header = new byte[BLOCK];
        int split = split(path);
        put(header, 0, NAME, path.substring(split < 0 ? 0 : split + 1));
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size);
        octal(header, 136, 12, time.getEpochSecond());
        Arrays.fill(header, 148, 156, (byte) ' '); // The checksum counts itself as spaces.
        header[156] = '0';
        put(header, 257, 6, "ustar");
        put(header, 263, 2, "00");
        put(header, 265, 32, "root");
        put(header, 297, 32, "root");
        put(header, 345, PREFIX, split < 0 ? "" : path.substring(0, split));
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    /** Where a path too long for one field is divided into two, or -1 where it need not be. */
    private static int split(String path) {
        if (path.getBytes(UTF_8).length <= NAME) {
            return -1;
        }
        int split = path.indexOf('/', path.length() - NAME - 1);
        if (split < 0 || split > PREFIX) {
            throw new IllegalArgumentException("path: " + path + " (expected: one that fits a ustar header)");
        }
        return split;
    }

    private static void put(byte[] header, int offset, int length, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > length) {
            throw new IllegalArgumentException("text: " + text + " (expected: at most " + length + " bytes)");
        }
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static void octal(byte[] header, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        put(header, offset, length - 1, "0".repeat(length - 1 - digits.length()) + digits);
    }
}
