// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One direction of a network that loses, doubles and swaps datagrams as a seed says. */
final class VirtualWire {
    /**
     * How bad it is.
     *
     * @param lost of a hundred
     * @param doubled of a hundred
     * @param swapped with the next one, of a hundred
     */
    record Weather(int lost, int doubled, int swapped) {
        static final Weather FAIR = new Weather(0, 0, 0);
        static final Weather FOUL = new Weather(20, 15, 20);
    }

    private final Weather weather;
    private final SplittableRandom random;
    private final Consumer<byte[]> receiver;
    private byte[] heldBack = {};

    VirtualWire(Weather weather, long seed, Consumer<byte[]> receiver) {
        this.weather = weather;
        this.random = new SplittableRandom(seed);
        this.receiver = receiver;
    }

    void send(byte[] datagram) {
        if (random.nextInt(100) < weather.lost()) {
            return;
        }
        byte[] earlier = heldBack;
        heldBack = new byte[0];
        if (earlier.length == 0 && random.nextInt(100) < weather.swapped()) {
            heldBack = datagram;
            return;
        }
        receiver.accept(datagram);
        if (random.nextInt(100) < weather.doubled()) {
            receiver.accept(datagram);
        }
        if (earlier.length > 0) {
            receiver.accept(earlier);
        }
    }
}
