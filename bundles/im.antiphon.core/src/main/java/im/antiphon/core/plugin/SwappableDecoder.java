// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.CodecFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * A decoder whose plugin may be replaced between two packets. Confined to one thread at a time, like any decoder. Takes
 * every payload for malformed, and conceals with silence, while no plugin is left.
 */
final class SwappableDecoder implements AudioDecoder {
    private final int channels;
    private final Product product;

    SwappableDecoder(TenantSlot<CodecFactory> slot, int channels) {
        this.channels = channels;
        this.product = new Product(slot, channels);
    }

    boolean start() {
        return product.start();
    }

    @Override
    public int decode(ByteBuffer payload, short[] pcm, int offset) {
        int start = payload.position();
        product.lock.lock();
        try {
            for (AudioDecoder decoder = product.current(); decoder != null; decoder = product.current()) {
                boolean timed = product.beginTiming();
                int samples;
                try {
                    samples = decoder.decode(payload, pcm, offset);
                } catch (Throwable failure) {
                    payload.position(start);
                    product.fallBack(failure);
                    continue;
                }
                if (timed) {
                    product.endTiming();
                }
                return samples;
            }
            return -1;
        } finally {
            product.lock.unlock();
            product.migrateIfOutdated();
        }
    }

    @Override
    public int conceal(short[] pcm, int offset, int samplesPerChannel) {
        return fill(pcm, offset, samplesPerChannel, decoder -> decoder.conceal(pcm, offset, samplesPerChannel));
    }

    @Override
    public int recover(ByteBuffer next, short[] pcm, int offset, int samplesPerChannel) {
        return fill(pcm, offset, samplesPerChannel, decoder -> decoder.recover(next, pcm, offset, samplesPerChannel));
    }

    private int fill(short[] pcm, int offset, int samplesPerChannel, ToIntFunction<AudioDecoder> invention) {
        product.lock.lock();
        try {
            for (AudioDecoder decoder = product.current(); decoder != null; decoder = product.current()) {
                try {
                    return invention.applyAsInt(decoder);
                } catch (Throwable failure) {
                    product.fallBack(failure);
                }
            }
            Arrays.fill(pcm, offset, offset + samplesPerChannel * channels, (short) 0);
            return samplesPerChannel;
        } finally {
            product.lock.unlock();
            product.migrateIfOutdated();
        }
    }

    @Override
    public void close() {
        product.end();
    }

    private static final class Product extends CodecProduct<AudioDecoder> {
        Product(TenantSlot<CodecFactory> slot, int channels) {
            super(slot, HotCall.DECODE, factory -> factory.newDecoder(channels));
        }
    }
}
