// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.plugin.PluginInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** Newer versions of plugins, made from the installed ones. */
final class PluginJars {
    private static final String SERVICE_COMPONENT = "Service-Component";

    private static final String COMPONENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="im.antiphon.swap.hostile">
              <service><provide interface="%s"/></service>
              <property name="service.ranking" type="Integer" value="%d"/>
              <property name="antiphon.plugin.name" value="%s"/>
              <implementation class="%s"/>
            </scr:component>
            """;

    private PluginJars() {}

    /** The same plugin with another version: what a release would be. */
    static byte[] newer(Bundle installed, String version) throws IOException {
        try (JarFile jar = jar(installed)) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            Map<String, byte[]> contents = new LinkedHashMap<>();
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        contents.put(entry.getName(), content.readAllBytes());
                    }
                }
            }
            return write(manifest, contents);
        }
    }

    /**
     * Looks like another version of a plugin, and is something else.
     *
     * @param plugin whose name and ranking it has
     * @param service the factory it is registered as
     * @param classes what is in it, the factory first
     */
    static byte[] posing(Bundle installed, PluginInfo plugin, String version, Class<?> service, Class<?>... classes)
            throws IOException {
        try (JarFile jar = jar(installed)) {
            Attributes headers = jar.getManifest().getMainAttributes();
            Manifest manifest = new Manifest();
            for (String header : new String[] {
                Attributes.Name.MANIFEST_VERSION.toString(),
                Constants.BUNDLE_MANIFESTVERSION,
                Constants.BUNDLE_SYMBOLICNAME,
                Constants.IMPORT_PACKAGE,
                Constants.REQUIRE_CAPABILITY
            }) {
                manifest.getMainAttributes().putValue(header, headers.getValue(header));
            }
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            manifest.getMainAttributes().putValue(SERVICE_COMPONENT, "OSGI-INF/posing.xml");
            Map<String, byte[]> contents = new LinkedHashMap<>();
            contents.put(
                    "OSGI-INF/posing.xml",
                    COMPONENT
                            .formatted(service.getName(), plugin.ranking(), plugin.name(), classes[0].getName())
                            .getBytes(StandardCharsets.UTF_8));
            for (Class<?> one : classes) {
                String classFile = one.getName().replace('.', '/') + ".class";
                try (InputStream content =
                        Objects.requireNonNull(one.getClassLoader().getResourceAsStream(classFile))) {
                    contents.put(classFile, content.readAllBytes());
                }
            }
            return write(manifest, contents);
        }
    }

    /** As if somebody had added something on the way. */
    static byte[] withAnotherEntry(byte[] signed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(signed));
                ZipOutputStream to = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                from.transferTo(to);
                to.closeEntry();
            }
            to.putNextEntry(new ZipEntry("com/evil/Added.class"));
            to.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static JarFile jar(Bundle installed) throws IOException {
        String location = installed.getLocation().replaceFirst("^reference:", "");
        return new JarFile(Path.of(URI.create(location)).toFile());
    }

    private static byte[] write(Manifest manifest, Map<String, byte[]> contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                jar.putNextEntry(new JarEntry(content.getKey()));
                jar.write(content.getValue(), 0, content.getValue().length);
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
