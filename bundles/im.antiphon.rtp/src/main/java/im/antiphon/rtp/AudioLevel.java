// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * How loud a packet is, said by its sender in one byte, so that a server that never decodes can tell who speaks (RFC 6464).
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=0 |V|   level     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class AudioLevel {
    /** Level of silence: -127 dBov. */
    public static final int SILENCE = 127;

    private AudioLevel() {}

    /**
     * The byte as it is, for {@link #voice} and {@link #level}.
     *
     * @param id as negotiated
     * @return 0..255, or -1 if the packet has none
     */
    public static int read(RtpView packet, int id) {
        int data = packet.extensionOffset(id);
        return data < 0 || packet.extensionLength(id) < 1 ? -1 : packet.buffer().get(data) & 0xff;
    }

    /** Whether the sender takes the packet for speech. A sender that cannot tell sets the bit always, or never. */
    public static boolean voice(int value) {
        return (value & 0x80) != 0;
    }

    /** In -dBov: 0 is the loudest there is, {@link #SILENCE} the softest. */
    public static int level(int value) {
        return value & 0x7f;
    }

    /** The byte for {@link HeaderExtensionWriter#add8}. */
    public static int encode(boolean voice, int level) {
        return Checks.range("level", level, 0, SILENCE) | (voice ? 0x80 : 0);
    }
}
