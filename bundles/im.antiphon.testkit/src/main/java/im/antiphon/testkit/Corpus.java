// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sample inputs of one parser, kept on the class path under {@code corpus/<name>/} and ordered by file name, so that a seed
 * means the same on every machine.
 *
 * <p>A file is one sample, byte for byte. A file ending in {@code .hex} is text as {@link Hex#parse} reads it and may hold
 * several samples, parted by empty lines. Files ending in {@code .md} say where the samples come from and are not samples.
 *
 * @param name of the folder
 * @param samples at least one
 */
public record Corpus(String name, List<Sample> samples) {
    /**
     * One input. The array is shared: whoever changes it copies it first.
     *
     * @param name its file, with a running number where the file holds several
     */
    public record Sample(String name, byte[] bytes) {}

    public Corpus {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("corpus " + name + ": no samples (expected: at least one)");
        }
    }

    /**
     * Reads {@code corpus/<name>/} of the class path the caller's thread sees.
     *
     * @throws IllegalArgumentException if there is no such folder or nothing in it
     */
    public static Corpus load(String name) {
        String folder = "corpus/" + name;
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Corpus.class.getClassLoader() : context;
        URL url = loader.getResource(folder);
        if (url == null) {
            throw new IllegalArgumentException("corpus: " + folder + " (expected: a folder on the class path)");
        }
        try {
            URI uri = url.toURI();
            if ("file".equals(uri.getScheme())) {
                return new Corpus(name, read(Path.of(uri)));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return new Corpus(name, read(jar.getPath(folder)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("corpus: " + url + " (expected: a file or jar address)", e);
        }
    }

    private static List<Sample> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
        List<Sample> samples = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(".hex")) {
                addHex(name, Files.readString(file, StandardCharsets.UTF_8), samples);
            } else if (!name.endsWith(".md")) {
                samples.add(new Sample(name, Files.readAllBytes(file)));
            }
        }
        return samples;
    }

    private static void addHex(String file, String text, List<Sample> samples) {
        int number = 0;
        for (String paragraph : text.split("\\R[ \\t]*\\R")) {
            byte[] bytes = Hex.parse(paragraph);
            if (bytes.length > 0) {
                number++;
                samples.add(new Sample(file + "#" + number, bytes));
            }
        }
    }
}
