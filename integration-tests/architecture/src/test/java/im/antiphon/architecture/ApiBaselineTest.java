// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import aQute.bnd.version.Version;
import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.rtp.RtpView;
import java.io.File;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that vendors were promised is broken without a version that says so. */
final class ApiBaselineTest {
    private static final String HELP =
            """
            raise the @Version in the package-info.java of each of these packages, or take the change back; \
            before the first release of the API, cnf/baseline/record records it anew""";

    private static final String CONGESTION = "im.antiphon.api.congestion";

    private Jar api;
    private Jar changed;
    private Version promised;

    @BeforeEach
    void open() throws Exception {
        api = packaged(CongestionController.class);
        changed = packaged(CongestionController.class);
        promised = Version.parseVersion(requireNonNull(api.getManifest())
                .getMainAttributes()
                .getValue("Export-Package")
                .replaceFirst(".*\\b" + CONGESTION + ";version=\"([^\"]*)\".*", "$1"));
    }

    @AfterEach
    void close() {
        changed.close();
        api.close();
    }

    @Test
    void theApiKeepsWhatItHasPromised() throws Exception {
        try (Jar recorded = new Jar(ApiBaseline.recorded("im.antiphon.api").toFile())) {
            assertThat(ApiBaseline.problems(api, recorded)).as(HELP).isEmpty();
        }
    }

    @Test
    void theViewsOfPacketsKeepWhatTheyHavePromised() throws Exception {
        try (Jar views = packaged(RtpView.class);
                Jar recorded = new Jar(ApiBaseline.recorded("im.antiphon.rtp").toFile())) {
            assertThat(ApiBaseline.problems(views, recorded)).as(HELP).isEmpty();
        }
    }

    @Test
    void anApiThatHasNotChangedIsFine() throws Exception {
        assertThat(ApiBaseline.problems(changed, api)).isEmpty();
    }

    @Test
    void aMethodThatIsGoneAsksForAMajorVersion() throws Exception {
        withoutTarget();
        assertThat(ApiBaseline.problems(changed, api)).singleElement().satisfies(problem -> assertThat(problem)
                .contains(
                        CONGESTION + " has version " + promised,
                        "expected: >= " + nextMajor(),
                        "- ",
                        "targetBitsPerSecond"));
    }

    @Test
    void aMethodThatPluginsWouldHaveToImplementAsksForAMajorVersion() throws Exception {
        withMethod(CongestionController.class);
        assertThat(ApiBaseline.problems(changed, api)).singleElement().satisfies(problem -> assertThat(problem)
                .contains(
                        CONGESTION + " has version " + promised,
                        "expected: >= " + nextMajor(),
                        "plugins would have to implement [im.antiphon.api.congestion.CongestionController.added()V]"));
    }

    @Test
    void aMethodThatTheServerImplementsAsksForAMinorVersion() throws Exception {
        withMethod(CongestionControllers.class);
        assertThat(ApiBaseline.problems(changed, api)).singleElement().satisfies(problem -> assertThat(problem)
                .contains(
                        CONGESTION + " has version " + promised,
                        "expected: >= " + new Version(promised.getMajor(), promised.getMinor() + 1, 0),
                        "+ ",
                        "added"));
    }

    @Test
    void aBreakWithAVersionThatSaysSoIsFine() throws Exception {
        withoutTarget();
        Manifest manifest = requireNonNull(changed.getManifest());
        Attributes headers = manifest.getMainAttributes();
        String exports = headers.getValue("Export-Package");
        headers.putValue(
                "Export-Package",
                exports.replaceFirst(
                        "\\b" + CONGESTION + ";version=\"[^\"]*\"", CONGESTION + ";version=" + nextMajor()));
        assertThat(ApiBaseline.problems(changed, api)).isEmpty();
    }

    @Test
    void aPackageThatIsGoneIsABreak() throws Exception {
        Attributes headers = requireNonNull(changed.getManifest()).getMainAttributes();
        String exports = headers.getValue("Export-Package");
        headers.putValue(
                "Export-Package", exports.replaceFirst("im\\.antiphon\\.api\\.codec;.*?uses:=\"[^\"]*\",", ""));
        assertThat(ApiBaseline.problems(changed, api)).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("im.antiphon.api.codec is gone; "));
    }

    private Version nextMajor() {
        return new Version(promised.getMajor() + 1, 0, 0);
    }

    private void withoutTarget() throws Exception {
        ClassWriter written = new ClassWriter(0);
        ClassVisitor removal = new ClassVisitor(Opcodes.ASM9, written) {
            @Override
            public @Nullable MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                boolean target = name.equals("targetBitsPerSecond");
                return target ? null : super.visitMethod(access, name, descriptor, signature, exceptions);
            }
        };
        classFile(CongestionController.class).accept(removal, 0);
        replace(CongestionController.class, written);
    }

    private void withMethod(Class<?> type) throws Exception {
        ClassWriter written = new ClassWriter(0);
        ClassVisitor addition = new ClassVisitor(Opcodes.ASM9, written) {
            @Override
            public void visitEnd() {
                visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "added", "()V", null, null)
                        .visitEnd();
                super.visitEnd();
            }
        };
        classFile(type).accept(addition, 0);
        replace(type, written);
    }

    private ClassReader classFile(Class<?> type) throws Exception {
        try (InputStream in = api.getResource(path(type)).openInputStream()) {
            return new ClassReader(in.readAllBytes());
        }
    }

    private void replace(Class<?> type, ClassWriter written) {
        changed.putResource(path(type), new EmbeddedResource(written.toByteArray(), 0L), true);
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    /** The jar that a class comes from, as this build has made it. */
    private static Jar packaged(Class<?> type) throws Exception {
        return new Jar(new File(requireNonNull(type.getProtectionDomain().getCodeSource())
                .getLocation()
                .toURI()));
    }
}
