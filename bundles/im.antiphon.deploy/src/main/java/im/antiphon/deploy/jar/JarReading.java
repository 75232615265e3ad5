// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Reads a jar that may be anything: damaged, a bomb, or with names that lead outside it. Each entry is unpacked to its end
 * and counted, whatever its header claims, so that whoever reads the file afterwards meets no surprise. One use, one thread.
 */
public final class JarReading {
    /** Signature files and manifests are held in memory whole by whoever reads jars. */
    private static final int LARGEST_METADATA = 4 << 20;

    private static final int LONGEST_NAME = 1024;
    private static final String METADATA = "META-INF/";
    private static final String OTHER_JAVA_VERSIONS = "META-INF/versions/";
    private static final String CLASS_FILE = ".class";

    private final JarLimits limits;
    private final Set<String> classPackages = new HashSet<>();
    private final byte[] buffer = new byte[8192];
    private long unpackedBytes;
    private int entries;

    private JarReading(JarLimits limits) {
        this.limits = limits;
    }

    /** @throws DeploymentException where the jar is not one that a plugin can be in */
    public static PluginJar read(Path file, JarLimits limits) {
        try {
            if (Files.size(file) > limits.bytes()) {
                throw tooLarge("the file has " + Files.size(file) + " bytes, more than " + limits.bytes());
            }
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return new JarReading(limits).read(file, zip);
            }
        } catch (IOException | IllegalArgumentException e) { // The latter for names that are not UTF-8.
            throw new DeploymentException(
                    Reason.UNREADABLE,
                    "this is no readable jar (" + Shown.text(String.valueOf(e.getMessage()))
                            + "): build or copy it again, to another folder first, and move it here when it is complete",
                    e);
        }
    }

    /** Whether the file is a whole jar by its outer form: what it is not while it is being copied. */
    public static boolean complete(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.size() > 0;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private PluginJar read(Path file, ZipFile zip) throws IOException {
        Manifest manifest = manifest(zip);
        PluginManifest described = PluginManifest.read(manifest);
        Set<String> names = new HashSet<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            requireSafe(entry.getName());
            if (!names.add(entry.getName())) {
                throw unreadable("it holds " + Shown.text(entry.getName()) + " twice");
            }
            count();
            noteClass(entry.getName(), described.classPath());
            try (CheckedInputStream content = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
                long before = unpackedBytes;
                if (described.classPath().contains(entry.getName()) && !entry.isDirectory()) {
                    readEmbedded(content);
                } else {
                    long most = entry.getName().startsWith(METADATA)
                                    && !entry.getName().endsWith(CLASS_FILE)
                            ? LARGEST_METADATA
                            : Long.MAX_VALUE;
                    skip(content, entry.getName(), most);
                    requireAsSaid(
                            entry, unpackedBytes - before, content.getChecksum().getValue());
                }
            }
        }
        return new PluginJar(file, described, classPackages);
    }

    /** Others that read the jar may go by what its directory says. */
    private static void requireAsSaid(ZipEntry entry, long bytes, long checksum) {
        if (entry.getSize() != bytes || entry.getCrc() != checksum) {
            throw new DeploymentException(
                    Reason.UNREADABLE,
                    Shown.text(entry.getName())
                            + " in it is damaged: its size or checksum is not as said. Build or copy"
                            + " the jar again.");
        }
    }

    private Manifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            throw new DeploymentException(
                    Reason.MANIFEST,
                    "the jar has no META-INF/MANIFEST.MF. Build it with bnd-maven-plugin, which writes one;"
                            + " docs/writing-a-plugin.md has a whole example.");
        }
        try (InputStream content = zip.getInputStream(entry)) {
            byte[] text = content.readNBytes(LARGEST_METADATA + 1);
            if (text.length > LARGEST_METADATA) {
                throw tooLarge("its manifest has more than " + LARGEST_METADATA + " bytes");
            }
            requireEachHeaderOnce(text);
            return new Manifest(new ByteArrayInputStream(text));
        }
    }

    /** Of a header that is there twice, two readers may take different ones. */
    private static void requireEachHeaderOnce(byte[] manifest) {
        Set<String> names = new HashSet<>();
        for (String line : new String(manifest, StandardCharsets.UTF_8).split("\\R", -1)) {
            if (line.isEmpty()) {
                return; // The end of the main section.
            }
            int end = line.indexOf(':');
            if (!line.startsWith(" ")
                    && end > 0
                    && !names.add(line.substring(0, end).toLowerCase(Locale.ROOT))) {
                throw new DeploymentException(
                        Reason.MANIFEST,
                        "its manifest has " + Shown.text(line.substring(0, end)) + " twice: build the jar again");
            }
        }
    }

    /** A jar within the jar whose classes are the bundle's as well. */
    private void readEmbedded(InputStream content) throws IOException {
        InputStream counted = new Counted(content);
        ZipInputStream zip = new ZipInputStream(counted);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            requireSafe(entry.getName());
            count();
            noteClass(entry.getName(), Set.of());
            skip(zip, entry.getName(), Long.MAX_VALUE);
        }
        counted.transferTo(OutputStream.nullOutputStream()); // The directory at its end, or whatever else is there.
    }

    private void noteClass(String name, Set<String> folders) {
        if (!name.endsWith(CLASS_FILE)) {
            return;
        }
        notePackage(name);
        if (name.startsWith(OTHER_JAVA_VERSIONS)) {
            int end = name.indexOf('/', OTHER_JAVA_VERSIONS.length());
            notePackage(name.substring(end + 1));
        }
        for (String folder : folders) {
            String prefix = folder.endsWith("/") ? folder : folder + "/";
            if (name.startsWith(prefix)) {
                notePackage(name.substring(prefix.length()));
            }
        }
    }

    private void notePackage(String classFile) {
        int end = classFile.lastIndexOf('/');
        if (end > 0) {
            classPackages.add(classFile.substring(0, end).replace('/', '.'));
        }
    }

    private void skip(InputStream content, String name, long most) throws IOException {
        long read = 0;
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            read += n;
            unpacked(n);
            if (read > most) {
                throw tooLarge(Shown.text(name) + " has more than " + most + " bytes");
            }
        }
    }

    private void unpacked(int more) {
        unpackedBytes += more;
        if (unpackedBytes > limits.unpackedBytes()) {
            throw tooLarge("unpacked it has more than " + limits.unpackedBytes() + " bytes");
        }
    }

    private void count() {
        entries++;
        if (entries > limits.entries()) {
            throw tooLarge("it has more than " + limits.entries() + " entries");
        }
    }

    private static void requireSafe(String name) {
        boolean control = name.chars().anyMatch(Character::isISOControl);
        if (control || name.isEmpty() || name.length() > LONGEST_NAME || name.startsWith("/") || name.contains("\\")) {
            throw unsafe(name);
        }
        for (String part : name.split("/", -1)) {
            if (part.equals("..") || part.equals(".") || part.endsWith(":")) {
                throw unsafe(name);
            }
        }
    }

    private static DeploymentException unsafe(String name) {
        return unreadable("it holds an entry named " + Shown.text(name) + ", which may lead outside the jar");
    }

    private static DeploymentException unreadable(String what) {
        return new DeploymentException(
                Reason.UNREADABLE, what + ": no build tool makes such a jar; build it again from its sources");
    }

    private static DeploymentException tooLarge(String what) {
        return new DeploymentException(
                Reason.TOO_LARGE,
                what + ": leave out what the plugin does not need, or raise maximum.bytes, maximum.unpacked.bytes or"
                        + " maximum.entries in conf/im.antiphon.deploy.cfg.json");
    }

    /** Counts what an embedded jar unpacks to as a file, beside what its entries unpack to. */
    private final class Counted extends InputStream {
        private final InputStream content;

        Counted(InputStream content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            int read = content.read();
            if (read >= 0) {
                unpacked(1);
            }
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = content.read(into, offset, length);
            if (read > 0) {
                unpacked(read);
            }
            return read;
        }
    }
}
