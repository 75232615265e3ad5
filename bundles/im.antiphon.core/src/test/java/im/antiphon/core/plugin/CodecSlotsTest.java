// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CodecSlotsTest {
    private static final EncoderSettings SETTINGS = new EncoderSettings(1, 20, 64_000, 5, 0);

    private final CodecSlots codecs =
            new CodecSlots(new PluginJournal(new MetricRegistry(), () -> 0), System::nanoTime);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong violations = new AtomicLong();
    private long nextServiceId = 1;

    /** Writes its mark as the only byte of each payload. */
    private class MarkingCodec implements CodecFactory {
        private final String name;
        private final int mark;
        volatile boolean gone;

        MarkingCodec(String name, int mark) {
            this.name = name;
            this.mark = mark;
        }

        @Override
        public CodecFormat format() {
            return new CodecFormat(name, 8_000, 1, -1, Map.of());
        }

        @Override
        public int samplingRate() {
            return 8_000;
        }

        byte mark() {
            if (gone) {
                violations.incrementAndGet();
            }
            return (byte) mark;
        }

        @Override
        public AudioEncoder newEncoder(EncoderSettings initial) {
            open.incrementAndGet();
            return new AudioEncoder() {
                private EncoderSettings settings = initial;

                @Override
                public int encode(short[] pcm, int offset, ByteBuffer payload) {
                    payload.put(mark());
                    return 1;
                }

                @Override
                public void reconfigure(EncoderSettings changed) {
                    settings = changed;
                }

                @Override
                public EncoderSettings settings() {
                    return settings;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }

        @Override
        public AudioDecoder newDecoder(int channels) {
            open.incrementAndGet();
            return new AudioDecoder() {
                @Override
                public int decode(ByteBuffer payload, short[] pcm, int offset) {
                    pcm[offset] = mark();
                    return 160;
                }

                @Override
                public int conceal(short[] pcm, int offset, int samplesPerChannel) {
                    pcm[offset] = mark();
                    return samplesPerChannel;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }

        @Override
        public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
            return baseBitsPerSecond - (int) jitterMillis;
        }
    }

    private long bind(String name, String version, CodecFactory factory) {
        long id = nextServiceId++;
        codecs.bind(new PluginIdentity(name, PluginVersion.parse(version), "test." + name, 0, id), factory);
        return id;
    }

    private static int encode(AudioEncoder encoder) {
        ByteBuffer payload = ByteBuffer.allocate(1_000);
        return encoder.encode(new short[160], 0, payload) == 0 ? -1 : payload.get(0);
    }

    private static int decode(AudioDecoder decoder) {
        short[] pcm = new short[160];
        return decoder.decode(ByteBuffer.allocate(1), pcm, 0) < 0 ? -1 : pcm[0];
    }

    @Test
    void encodingNamesAreComparedWithoutRegardToCase() {
        bind("g711", "1.0.0", new MarkingCodec("PCMU", 1));
        assertThat(codecs.openEncoder("pcmu", SETTINGS)).isNotNull();
        assertThat(codecs.openEncoder("opus", SETTINGS)).isNull();
        assertThat(codecs.openDecoder("opus", 1)).isNull();
        assertThat(codecs.targetBitsPerSecond("Pcmu", 64_000, 1, 5)).isEqualTo(63_995);
        assertThat(codecs.targetBitsPerSecond("opus", 64_000, 1, 5)).isEqualTo(64_000);
    }

    @Test
    void idleProductsMigrateAndAreClosed() {
        long first = bind("g711", "1.0.0", new MarkingCodec("PCMU", 1));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        AudioDecoder decoder = Objects.requireNonNull(codecs.openDecoder("PCMU", 1));
        bind("g711", "1.0.1", new MarkingCodec("PCMU", 2));
        assertThat(codecs.list()).extracting(PluginInfo::users).containsExactly(2, 0);
        assertThat(codecs.unbind(first)).isTrue();
        assertThat(encode(encoder)).isEqualTo(2);
        assertThat(decode(decoder)).isEqualTo(2);
        assertThat(open).hasValue(2);
        encoder.close();
        decoder.close();
        assertThat(open).hasValue(0);
        assertThat(codecs.list()).extracting(PluginInfo::users).containsExactly(0);
    }

    @Test
    void aSuccessorIsMadeFromTheSettingsInForce() {
        bind("g711", "1.0.0", new MarkingCodec("PCMU", 1));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        EncoderSettings changed = new EncoderSettings(1, 20, 32_000, 9, 0.2);
        encoder.reconfigure(changed);
        AtomicBoolean seen = new AtomicBoolean();
        bind("g711", "1.0.1", new MarkingCodec("PCMU", 2) {
            @Override
            public AudioEncoder newEncoder(EncoderSettings initial) {
                seen.set(initial.equals(changed));
                return super.newEncoder(initial);
            }
        });
        assertThat(seen).isTrue();
        assertThat(encoder.settings()).isEqualTo(changed);
    }

    @Test
    void withoutAPluginThereIsSilence() {
        long id = bind("g711", "1.0.0", new MarkingCodec("PCMU", 1));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        AudioDecoder decoder = Objects.requireNonNull(codecs.openDecoder("PCMU", 1));
        codecs.unbind(id);
        assertThat(encode(encoder)).isEqualTo(-1);
        assertThat(decode(decoder)).isEqualTo(-1);
        short[] pcm = {9, 9, 9};
        assertThat(decoder.conceal(pcm, 1, 2)).isEqualTo(2);
        assertThat(pcm).containsExactly(9, 0, 0);
        assertThat(codecs.openEncoder("PCMU", SETTINGS)).isNull();
        assertThat(codecs.formats()).isEmpty();
        bind("g711", "1.0.0", new MarkingCodec("PCMU", 3));
        assertThat(encode(encoder)).isEqualTo(3);
    }

    @Test
    void aFrameThatMakesAPluginThrowIsEncodedByTheNext() {
        bind("bad", "2.0.0", new MarkingCodec("PCMU", 1) {
            @Override
            byte mark() {
                throw new IllegalStateException("made to");
            }
        });
        bind("good", "1.0.0", new MarkingCodec("PCMU", 2));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        AudioDecoder decoder = Objects.requireNonNull(codecs.openDecoder("PCMU", 1));
        assertThat(encode(encoder)).isEqualTo(2);
        assertThat(decode(decoder)).isEqualTo(2);
        assertThat(codecs.list().get(0).failures()).isEqualTo(2);
        AudioDecoder third = Objects.requireNonNull(codecs.openDecoder("PCMU", 1));
        assertThat(third.conceal(new short[160], 0, 160)).isEqualTo(160);
        assertThat(codecs.list()).extracting(PluginInfo::state).contains(PluginState.QUARANTINED);
        assertThat(codecs.releaseQuarantine("bad")).isTrue();
    }

    @Test
    void aSuccessorThatIsQuarantinedWhileItIsMadeLeavesOneProductOpenAndNoMore() {
        codecs.configure(Map.of(), new SlotSettings(0, 1, 1_000_000_000L));
        long sound = bind("sound", "1.0.0", new MarkingCodec("PCMU", 1));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        bind("bad", "2.0.0", new MarkingCodec("PCMU", 2) {
            @Override
            public AudioEncoder newEncoder(EncoderSettings initial) {
                throw new IllegalStateException("made to fail");
            }
        });
        assertThat(encode(encoder)).isEqualTo(1);
        assertThat(open).hasValue(1);
        encoder.close();
        assertThat(open).hasValue(0);
        assertThat(codecs.unbind(sound)).isTrue();
    }

    @Test
    void tooFewSamplesAreTheCallersFault() {
        bind("g711", "1.0.0", new MarkingCodec("PCMU", 1));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        assertThatThrownBy(() -> encoder.encode(new short[159], 0, ByteBuffer.allocate(1_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pcm: 159 samples from 0 (expected: >= 160)");
        assertThat(codecs.list().get(0).failures()).isZero();
    }

    @Test
    void aCodecThatCannotNameItsFormatIsTurnedAway() {
        long id = bind("bad", "1.0.0", new MarkingCodec("PCMU", 1) {
            @Override
            public CodecFormat format() {
                throw new IllegalStateException("made to");
            }
        });
        assertThat(codecs.list()).isEmpty();
        assertThat(codecs.unbind(id)).isTrue();
    }

    @Test
    void aQuarantineIsPublishedForAllEncodingsOfAPlugin() {
        MetricRegistry metrics = new MetricRegistry();
        PluginJournal journal = new PluginJournal(metrics, () -> 0);
        AtomicInteger one = new AtomicInteger(1);
        journal.watch(PluginKind.CODEC, "g711", "PCMU", one::get);
        journal.watch(PluginKind.CODEC, "g711", "PCMA", () -> 0);
        String metric = "antiphon_plugin_quarantined{kind=\"codec\",name=\"g711\"}";
        assertThat(Objects.requireNonNull(metrics.getGauges().get(metric)).getValue())
                .isEqualTo(1);
        journal.unwatch(PluginKind.CODEC, "g711", "PCMU");
        assertThat(Objects.requireNonNull(metrics.getGauges().get(metric)).getValue())
                .isEqualTo(0);
        journal.unwatch(PluginKind.CODEC, "g711", "PCMA");
        assertThat(metrics.getGauges()).isEmpty();
    }

    @Test
    void theHigherClockRateIsPreferred() {
        bind("g711", "1.0.0", new MarkingCodec("PCMU", 1));
        bind("opus", "1.0.0", new MarkingCodec("opus", 1) {
            @Override
            public CodecFormat format() {
                return new CodecFormat("opus", 48_000, 2, -1, Map.of());
            }
        });
        assertThat(codecs.formats()).extracting(CodecFormat::name).containsExactly("opus", "PCMU");
    }

    @Test
    void theConfiguredPluginServesItsEncoding() {
        codecs.configure(Map.of("pcmu", PluginSelection.of("old")), SlotSettings.DEFAULT);
        bind("old", "1.0.0", new MarkingCodec("PCMU", 1));
        bind("new", "2.0.0", new MarkingCodec("PCMU", 2));
        AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
        assertThat(encode(encoder)).isEqualTo(1);
        codecs.configure(Map.of(), SlotSettings.DEFAULT);
        assertThat(encode(encoder)).isEqualTo(2);
    }

    @Test
    void aThousandSwapsUnderEncodingThreadsLoseNoFrame() throws Exception {
        codecs.configure(Map.of(), new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, TimeUnit.SECONDS.toNanos(60)));
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong lost = new AtomicLong();
        MarkingCodec serving = new MarkingCodec("PCMU", 1);
        long servingId = bind("g711", "1.0.0", serving);
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            AudioEncoder encoder = Objects.requireNonNull(codecs.openEncoder("PCMU", SETTINGS));
            threads[i] = new Thread(() -> {
                while (running.get()) {
                    if (encode(encoder) != 1) {
                        lost.incrementAndGet();
                    }
                }
                encoder.close();
            });
            threads[i].start();
        }
        AudioDecoder idle = Objects.requireNonNull(codecs.openDecoder("PCMU", 1));
        for (int version = 1; version <= 1_000; version++) {
            MarkingCodec next = new MarkingCodec("PCMU", 1);
            long nextId = bind("g711", "1.0." + version, next);
            assertThat(codecs.unbind(servingId)).isTrue();
            serving.gone = true;
            serving = next;
            servingId = nextId;
        }
        running.set(false);
        for (Thread thread : threads) {
            thread.join();
        }
        idle.close();
        assertThat(lost).hasValue(0);
        assertThat(violations).hasValue(0);
        assertThat(open).hasValue(0);
    }
}
