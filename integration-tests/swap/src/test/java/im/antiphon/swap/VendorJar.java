// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A jar of a vendor's with something wrong with it. */
final class VendorJar {
    private static final String COMPONENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="com.acme.component" %s>
              <service><provide interface="im.antiphon.api.congestion.CongestionControllerFactory"/></service>
              <property name="antiphon.plugin.name" value="acme"/>
              <property name="service.ranking" type="Integer" value="1000"/>
              <implementation class="%s"/>
            </scr:component>
            """;

    private final Manifest manifest = new Manifest();
    private final Map<String, byte[]> contents = new LinkedHashMap<>();

    VendorJar(String version) {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        header("Bundle-ManifestVersion", "2");
        header("Bundle-SymbolicName", "com.acme.plugin");
        header("Bundle-Version", version);
        imports("im.antiphon.api.congestion;version=\"[0.1,1)\"");
    }

    VendorJar header(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    VendorJar imports(String packages) {
        return header("Import-Package", packages + ",org.osgi.framework,org.jspecify.annotations;resolution:=optional");
    }

    VendorJar activator(Class<?> activator) throws IOException {
        return header("Bundle-Activator", activator.getName()).with(activator);
    }

    /** @param attributes of the component's element */
    VendorJar component(Class<?> component, String attributes) throws IOException {
        contents.put(
                "OSGI-INF/component.xml",
                COMPONENT.formatted(attributes, component.getName()).getBytes(StandardCharsets.UTF_8));
        return header("Service-Component", "OSGI-INF/component.xml")
                .header(
                        "Require-Capability",
                        "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.3.0)(!(version>=2.0.0)))\"")
                .with(component);
    }

    VendorJar with(String name, String content) {
        contents.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private VendorJar with(Class<?> included) throws IOException {
        String file = included.getName().replace('.', '/') + ".class";
        try (InputStream content =
                Objects.requireNonNull(included.getClassLoader().getResourceAsStream(file))) {
            contents.put(file, content.readAllBytes());
        }
        return this;
    }

    byte[] bytes() throws IOException {
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
