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
import java.util.NoSuchElementException;
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

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup symbols;
    private final MethodHandle version;
    private final MethodHandle samplesOfPacket;
    private final MethodHandle encoderCreate;
    private final MethodHandle encode;
    private final MethodHandle encoderControl;
    private final MethodHandle encoderDestroy;
    private final MethodHandle decoderCreate;
    private final MethodHandle decode;
    private final MethodHandle decoderControl;
    private final MethodHandle decoderDestroy;

    private LibOpus(SymbolLookup symbols) {
        this.symbols = symbols;
        version = function("opus_get_version_string", FunctionDescriptor.of(ADDRESS));
        samplesOfPacket =
                function("opus_packet_get_nb_samples", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        encoderCreate =
                function("opus_encoder_create", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        encode =
                function("opus_encode", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        // what follows the request is variadic in C, and one integer in all requests made here
        Linker.Option variadic = Linker.Option.firstVariadicArg(2);
        encoderControl =
                function("opus_encoder_ctl", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), variadic);
        encoderDestroy = function("opus_encoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        decoderCreate = function("opus_decoder_create", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        decode = function(
                "opus_decode",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        decoderControl = function("opus_decoder_ctl", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), variadic);
        decoderDestroy = function("opus_decoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
    }

    /** The library, or null where the system has none that can be used. */
    static @Nullable LibOpus load() {
        try {
            return new LibOpus(SymbolLookup.libraryLookup(NAME, Arena.global()));
        } catch (IllegalArgumentException | NoSuchElementException absent) {
            return null;
        }
    }

    private MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return linker.downcallHandle(symbols.find(name).orElseThrow(), descriptor, options);
    }

    /** As the library says it, such as {@code libopus 1.3.1}. */
    String version() {
        try {
            MemorySegment text = (MemorySegment) version.invokeExact();
            return text.reinterpret(64).getString(0);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    int samplesOfPacket(MemorySegment payload, int length, int samplingRate) {
        try {
            return (int) samplesOfPacket.invokeExact(payload, length, samplingRate);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    MemorySegment createEncoder(int samplingRate, int channels) {
        try {
            return made((MemorySegment)
                    encoderCreate.invokeExact(samplingRate, channels, APPLICATION_VOIP, MemorySegment.NULL));
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    int encode(MemorySegment encoder, MemorySegment pcm, int samples, MemorySegment payload, int room) {
        try {
            return (int) encode.invokeExact(encoder, pcm, samples, payload, room);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    void control(MemorySegment encoder, int request, int value) {
        int outcome;
        try {
            outcome = (int) encoderControl.invokeExact(encoder, request, value);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
        if (outcome != 0) {
            throw new IllegalStateException("opus_encoder_ctl " + request + ": " + outcome);
        }
    }

    void destroyEncoder(MemorySegment encoder) {
        try {
            encoderDestroy.invokeExact(encoder);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    MemorySegment createDecoder(int samplingRate, int channels) {
        try {
            return made((MemorySegment) decoderCreate.invokeExact(samplingRate, channels, MemorySegment.NULL));
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    /** @param payload null to conceal @param fec whether the copy of the packet before is wanted */
    int decode(MemorySegment decoder, MemorySegment payload, int length, MemorySegment pcm, int samples, boolean fec) {
        try {
            return (int) decode.invokeExact(decoder, payload, length, pcm, samples, fec ? 1 : 0);
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    void reset(MemorySegment decoder) {
        try {
            int outcome = (int) decoderControl.invokeExact(decoder, RESET_STATE);
            if (outcome != 0) {
                throw new IllegalStateException("opus_decoder_ctl: " + outcome);
            }
        } catch (Throwable impossible) {
            throw failed(impossible);
        }
    }

    void destroyDecoder(MemorySegment decoder) {
        try {
            decoderDestroy.invokeExact(decoder);
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
