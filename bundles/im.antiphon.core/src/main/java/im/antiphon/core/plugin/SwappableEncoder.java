// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;

/**
 * An encoder whose plugin may be replaced between two frames. Confined to one thread at a time, like any encoder. Sends
 * nothing (0 bytes) while no plugin is left.
 */
final class SwappableEncoder implements AudioEncoder {
    private final int samplingRate;
    private final Product product;
    private volatile EncoderSettings settings;

    SwappableEncoder(TenantSlot<CodecFactory> slot, int samplingRate, EncoderSettings settings) {
        this.samplingRate = samplingRate;
        this.settings = settings;
        this.product = new Product(slot);
    }

    boolean start() {
        return product.start();
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        int samples = samplingRate / 1000 * settings.frameMillis() * settings.channels();
        if (offset < 0 || pcm.length - offset < samples) {
            throw new IllegalArgumentException(
                    "pcm: " + (pcm.length - offset) + " samples from " + offset + " (expected: >= " + samples + ")");
        }
        int start = payload.position();
        product.lock.lock();
        try {
            for (AudioEncoder encoder = product.current(); encoder != null; encoder = product.current()) {
                boolean timed = product.beginTiming();
                int size;
                try {
                    size = encoder.encode(pcm, offset, payload);
                } catch (Throwable failure) {
                    payload.position(start);
                    if (failure instanceof IllegalArgumentException misuse && payload.remaining() < 2 * samples) {
                        throw misuse; // there may have been no room indeed: no fault of the plugin
                    }
                    product.fallBack(failure);
                    continue;
                }
                if (timed) {
                    product.endTiming();
                }
                return size;
            }
            return 0;
        } finally {
            product.lock.unlock();
            product.migrateIfOutdated();
        }
    }

    @Override
    public void reconfigure(EncoderSettings changed) {
        product.lock.lock();
        try {
            settings = changed;
            AudioEncoder encoder = product.current();
            if (encoder != null) {
                encoder.reconfigure(changed);
            }
        } catch (Throwable failure) {
            product.fallBack(failure); // a successor is created from the changed settings
        } finally {
            product.lock.unlock();
            product.migrateIfOutdated();
        }
    }

    @Override
    public EncoderSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        product.end();
    }

    private AudioEncoder create(CodecFactory factory) {
        if (factory.samplingRate() != samplingRate) {
            throw new IllegalStateException(
                    "samplingRate: " + factory.samplingRate() + " (expected: " + samplingRate + ", as before)");
        }
        return factory.newEncoder(settings);
    }

    private final class Product extends CodecProduct<AudioEncoder> {
        Product(TenantSlot<CodecFactory> slot) {
            super(slot, HotCall.ENCODE, SwappableEncoder.this::create);
        }
    }
}
