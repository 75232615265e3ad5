// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A vendor's key, made and used with the JDK's commands as the documentation says. */
record Keys(Path folder, String name) {
    private static final String PASSWORD = "changeit";

    static Keys generate(Path folder, String name) throws IOException, InterruptedException {
        Keys keys = new Keys(folder, name);
        Files.createDirectories(folder);
        keys.run("keytool", "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-alias", name);
        return keys;
    }

    /** As an operator does who trusts the vendor. */
    void export(Path certificate) throws IOException, InterruptedException {
        Files.createDirectories(certificate.getParent());
        run("keytool", "-exportcert", "-rfc", "-alias", name, "-file", certificate.toString());
    }

    byte[] sign(byte[] jar) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("signed.jar"), jar);
        run("jarsigner", file.toString(), name);
        return Files.readAllBytes(file);
    }

    private void run(String command, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", command).toString());
        line.addAll(List.of("-keystore", folder.resolve(name + ".p12").toString(), "-storepass", PASSWORD));
        if (command.equals("keytool")) {
            line.add(1, arguments[0]);
            line.addAll(List.of(arguments).subList(1, arguments.length));
        } else {
            line.addAll(List.of(arguments));
        }
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(line + ": " + printed);
        }
    }
}
