// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.call;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A library of the system, loaded for as long as the process runs. */
public final class SharedLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);

    private final String name;
    private final SymbolLookup symbols;

    private SharedLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /** The library of that file name, from where the system looks for libraries; null where there is none. */
    public static @Nullable SharedLibrary find(String fileName) {
        try {
            return new SharedLibrary(fileName, SymbolLookup.libraryLookup(fileName, Arena.global()));
        } catch (IllegalArgumentException absent) {
            return null;
        }
    }

    /** @throws UnsatisfiedLinkError where there is none */
    public static SharedLibrary require(String fileName) {
        SharedLibrary library = find(fileName);
        if (library == null) {
            throw new UnsatisfiedLinkError(fileName + ": not found");
        }
        return library;
    }

    /** The C library that the JVM itself runs on. */
    public static SharedLibrary c() {
        return new SharedLibrary("the C library", LINKER.defaultLookup());
    }

    /** The address of a function, or 0 where the library does not have it. */
    public long addressOf(String function) {
        return symbols.find(function).map(MemorySegment::address).orElse(0L);
    }

    /**
     * A function that may take its time.
     *
     * @throws UnsatisfiedLinkError where the library does not have it
     */
    public MethodHandle function(String function, @Nullable MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(symbol(function), descriptor(result, parameters));
    }

    /** A function that leaves {@code errno} behind, in a segment which is its first argument. */
    public MethodHandle functionWithErrno(String function, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                symbol(function), descriptor(result, parameters), Linker.Option.captureCallState("errno"));
    }

    /** A function that always returns at once; while it runs the collector waits. */
    public MethodHandle quickFunction(String function, @Nullable MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(symbol(function), descriptor(result, parameters), CRITICAL);
    }

    private MemorySegment symbol(String function) {
        return symbols.find(function).orElseThrow(() -> new UnsatisfiedLinkError(name + ": has no " + function));
    }

    private static FunctionDescriptor descriptor(@Nullable MemoryLayout result, MemoryLayout... parameters) {
        return result == null ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(result, parameters);
    }

    /** What a method handle declares to throw, and a native function cannot. */
    public static AssertionError impossible(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException ours) {
            throw ours;
        }
        return new AssertionError("a native function does not throw", thrown);
    }
}
