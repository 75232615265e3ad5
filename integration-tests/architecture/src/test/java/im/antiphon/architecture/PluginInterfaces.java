// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Resource;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads of a jar what plugins have to implement: the methods of its {@link ConsumerType}s that have no body. */
final class PluginInterfaces extends ClassVisitor {
    private static final String CONSUMER_TYPE = ConsumerType.class.descriptorString();

    private boolean implementedByPlugins;
    private final Set<String> methods = new TreeSet<>();

    private PluginInterfaces() {
        super(Opcodes.ASM9);
    }

    /** By the name of the type. */
    static Map<String, Set<String>> methods(Jar jar) throws Exception {
        Map<String, Set<String>> all = new TreeMap<>();
        for (Map.Entry<String, Resource> entry : jar.getResources().entrySet()) {
            String path = entry.getKey();
            if (path.endsWith(".class")) {
                PluginInterfaces type = new PluginInterfaces();
                try (InputStream in = entry.getValue().openInputStream()) {
                    new ClassReader(in.readAllBytes()).accept(type, ClassReader.SKIP_CODE);
                }
                if (type.implementedByPlugins) {
                    all.put(path.substring(0, path.length() - ".class".length()).replace('/', '.'), type.methods);
                }
            }
        }
        return all;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        implementedByPlugins |= descriptor.equals(CONSUMER_TYPE);
        return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        if ((access & Opcodes.ACC_ABSTRACT) != 0) {
            methods.add(name + descriptor);
        }
        return null;
    }
}
