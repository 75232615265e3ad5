// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What can be configured is described, to the last attribute, where consoles and operators look. */
class MetatypeTest {
    private static final Path OPERATIONS = Path.of("..", "..", "docs", "operations.md");

    /** The definitions of a bundle, by the PID they are designated for. */
    private final Map<String, Element> definitions = new HashMap<>();

    /** The bundle of each component that is configured, by PID. */
    private final Map<String, String> configured = new TreeMap<>();

    private void readAll() throws Exception {
        ClassLoader loader = MetatypeTest.class.getClassLoader();
        for (URL url : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
            String name;
            try (InputStream in = url.openStream()) {
                name = new Manifest(in).getMainAttributes().getValue("Bundle-SymbolicName");
            }
            if (name != null && name.startsWith("im.antiphon.")) {
                read(name, url);
            }
        }
    }

    private void read(String bundle, URL manifest) throws Exception {
        String place = manifest.toString();
        if (!place.startsWith("jar:")) {
            read(bundle, path(manifest).resolve("../..").normalize());
            return;
        }
        URL jar = new URL(place.substring("jar:".length(), place.indexOf("!/")));
        try (FileSystem inside = FileSystems.newFileSystem(path(jar))) {
            read(bundle, inside.getPath("/"));
        }
    }

    private static Path path(URL url) throws URISyntaxException {
        return Path.of(url.toURI());
    }

    private void read(String bundle, Path root) throws Exception {
        for (Element component : documents(root.resolve("OSGI-INF"))) {
            for (String pid : component.getAttribute("configuration-pid").split(" ")) {
                if (!pid.isEmpty()) {
                    configured.put(pid, bundle);
                }
            }
        }
        for (Element metatype : documents(root.resolve("OSGI-INF").resolve("metatype"))) {
            Map<String, Element> byId = new HashMap<>();
            for (Element definition : children(metatype, "OCD")) {
                byId.put(definition.getAttribute("id"), definition);
            }
            for (Element designate : children(metatype, "Designate")) {
                Element definition =
                        byId.get(children(designate, "Object").get(0).getAttribute("ocdref"));
                assertThat(definition)
                        .as("%s designates a definition that is there", bundle)
                        .isNotNull();
                definitions.put(designate.getAttribute("pid") + designate.getAttribute("factoryPid"), definition);
            }
        }
    }

    private static List<Element> documents(Path folder) throws IOException, ParserConfigurationException, SAXException {
        List<Element> documents = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".xml")).toList()) {
                    try (InputStream in = Files.newInputStream(file)) {
                        documents.add(DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(in)
                                .getDocumentElement());
                    }
                }
            }
        }
        return documents;
    }

    private static List<Element> children(Element parent, String tag) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            children.add((Element) nodes.item(i));
        }
        return children;
    }

    @Test
    void everyConfigurationIsDefinedAndEveryAttributeDescribed() throws Exception {
        readAll();
        assertThat(configured).hasSizeGreaterThan(10);
        configured.forEach((pid, bundle) -> {
            Element definition = definitions.get(pid);
            assertThat(definition)
                    .as(
                            "%s: the component with the PID %s has a @Designate with an @ObjectClassDefinition",
                            bundle, pid)
                    .isNotNull();
            assertThat(definition.getAttribute("description"))
                    .as("%s: the definition says what it is for", pid)
                    .isNotBlank();
            List<Element> attributes = children(definition, "AD");
            assertThat(attributes).as("%s: has attributes", pid).isNotEmpty();
            for (Element attribute : attributes) {
                assertThat(attribute.getAttribute("description"))
                        .as("%s: %s has a description", pid, attribute.getAttribute("id"))
                        .isNotBlank();
                assertThat(attribute.hasAttribute("default")
                                || attribute.getAttribute("cardinality").startsWith("2147")
                                || "true".equals(attribute.getAttribute("required")))
                        .as("%s: %s has a default or says that it is required", pid, attribute.getAttribute("id"))
                        .isTrue();
            }
        });
    }

    @Test
    void everyConfigurationIsInTheOperationsPage() throws Exception {
        readAll();
        String page = Files.readString(OPERATIONS);
        assertThat(page).contains("| PID |");
        assertThat(configured.keySet())
                .allSatisfy(pid -> assertThat(page.contains("`" + pid + "`") || page.contains("`" + pid + "~"))
                        .as("%s is there", pid)
                        .isTrue());
    }
}
