// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libopus 1.x that are used, by the names and numbers of {@code opus.h} and {@code opus_defines.h}. Loaded
 * once and never let go. Safe from any thread; what it makes is not.
 */
final class LibOpus {
    static final int APPLICATION_VOIP = 2_048;
    static final int SET_BITRATE = 4_002;
    static final int SET_COMPLEXITY = 4_010;
    static final int SET_INBAND_FEC = 4_012;
    static final int SET_PACKET_LOSS_PERC = 4_014;
    static final int SET_DTX = 4_016;
    static final int RESET_STATE = 4_028;

    private static final String NAME = "libopus.so.0";

    /** Without these it is no libopus that can be used. */
    private static final List<String> FUNCTIONS = List.of(
            "opus_get_version_string",
            "opus_packet_get_nb_samples",
            "opus_encoder_create",
            "opus_encode",
            "opus_encoder_ctl",
            "opus_encoder_destroy",
            "opus_decoder_create",
            "opus_decode",
            "opus_decoder_ctl",
            "opus_decoder_destroy");

    private static final Optional<SymbolLookup> LIBRARY = library();

    private LibOpus() {}

    /** The library, or null where the system has none that can be used. */
    static @Nullable LibOpus load() {
        return LIBRARY.isPresent() ? new LibOpus() : null;
    }

    private static Optional<SymbolLookup> library() {
        try {
            SymbolLookup library = SymbolLookup.libraryLookup(NAME, Arena.global());
            return FUNCTIONS.stream().allMatch(name -> library.find(name).isPresent())
                    ? Optional.of(library)
                    : Optional.empty();
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    /** What is called. Constants, so that the compiler sees through them; made when the first of them is called. */
    private static final class Functions {
        private static final Linker LINKER = Linker.nativeLinker();

        // what follows the request is variadic in C, and one integer in all requests made here
        private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);

        static final MethodHandle VERSION = function("opus_get_version_string", FunctionDescriptor.of(ADDRESS));
        static final MethodHandle SAMPLES_OF_PACKET =
                function("opus_packet_get_nb_samples", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle ENCODER_CREATE =
                function("opus_encoder_create", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle ENCODE =
                function("opus_encode", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle ENCODER_CONTROL =
                function("opus_encoder_ctl", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), VARIADIC);
        static final MethodHandle ENCODER_DESTROY =
                function("opus_encoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        static final MethodHandle DECODER_CREATE =
                function("opus_decoder_create", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle DECODE = function(
                "opus_decode",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle DECODER_CONTROL =
                function("opus_decoder_ctl", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), VARIADIC);
        static final MethodHandle DECODER_DESTROY =
                function("opus_decoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));

        private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
            return LINKER.downcallHandle(LIBRARY.orElseThrow().find(name).orElseThrow(), descriptor, options);
        }
    }

    /** As the library says it, such as {@code libopus 1.3.1}. */
    String version() {
        try {
            MemorySegment text = (MemorySegment) Functions.VERSION.invokeExact();
            return text.reinterpret(64).getString(0);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    int samplesOfPacket(MemorySegment payload, int length, int samplingRate) {
        try {
            return (int) Functions.SAMPLES_OF_PACKET.invokeExact(payload, length, samplingRate);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    MemorySegment createEncoder(int samplingRate, int channels) {
        try {
            return made((MemorySegment)
                    Functions.ENCODER_CREATE.invokeExact(samplingRate, channels, APPLICATION_VOIP, MemorySegment.NULL));
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    int encode(MemorySegment encoder, MemorySegment pcm, int samples, MemorySegment payload, int room) {
        try {
            return (int) Functions.ENCODE.invokeExact(encoder, pcm, samples, payload, room);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    void control(MemorySegment encoder, int request, int value) {
        int outcome;
        try {
            outcome = (int) Functions.ENCODER_CONTROL.invokeExact(encoder, request, value);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
        if (outcome != 0) {
            throw new IllegalStateException("opus_encoder_ctl " + request + ": " + outcome);
        }
    }

    void destroyEncoder(MemorySegment encoder) {
        try {
            Functions.ENCODER_DESTROY.invokeExact(encoder);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    MemorySegment createDecoder(int samplingRate, int channels) {
        try {
            return made(
                    (MemorySegment) Functions.DECODER_CREATE.invokeExact(samplingRate, channels, MemorySegment.NULL));
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    /** @param payload null to conceal @param fec whether the copy of the packet before is wanted */
    int decode(MemorySegment decoder, MemorySegment payload, int length, MemorySegment pcm, int samples, boolean fec) {
        try {
            return (int) Functions.DECODE.invokeExact(decoder, payload, length, pcm, samples, fec ? 1 : 0);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    void reset(MemorySegment decoder) {
        try {
            int outcome = (int) Functions.DECODER_CONTROL.invokeExact(decoder, RESET_STATE);
            if (outcome != 0) {
                throw new IllegalStateException("opus_decoder_ctl: " + outcome);
            }
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    void destroyDecoder(MemorySegment decoder) {
        try {
            Functions.DECODER_DESTROY.invokeExact(decoder);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    private static MemorySegment made(MemorySegment state) {
        if (state.address() == 0) {
            throw new IllegalStateException("libopus has no memory");
        }
        return state;
    }

    private static RuntimeException failed(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
