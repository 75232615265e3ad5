// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * AES in Galois/counter mode with associated data (RFC 7714, sections 8 and 9), whichever library does it. Confined to one event
 * loop.
 */
abstract class GaloisTransform extends NativeTransform {
    static final int TAG_LENGTH = 16;

    // Scratch, at the start of the transform's memory.
    private static final int VECTOR = 0;
    private static final int ASSOCIATED = 16;
    private static final int TAG = 32;
    /** Where the library's own part of the memory begins. */
    static final int SCRATCH_LENGTH = 64;

    private static final int RTCP_ASSOCIATED_LENGTH = SrtpTransform.RTCP_CLEAR_LENGTH + Integer.BYTES;

    private final long memory;
    private final int rtpSaltHigh;
    private final long rtpSaltLow;
    private final int rtcpSaltHigh;
    private final long rtcpSaltLow;

    GaloisTransform(long memory, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner, Runnable release) {
        super(TAG_LENGTH, cleaner, release);
        this.memory = memory;
        ByteBuffer rtpSalt = ByteBuffer.wrap(rtp.salt());
        rtpSaltHigh = rtpSalt.getInt(0);
        rtpSaltLow = rtpSalt.getLong(Integer.BYTES);
        ByteBuffer rtcpSalt = ByteBuffer.wrap(rtcp.salt());
        rtcpSaltHigh = rtcpSalt.getInt(0);
        rtcpSaltLow = rtcpSalt.getLong(Integer.BYTES);
    }

    /**
     * Encrypts in place.
     *
     * @param rtcp which of the two keys
     * @param vector 12 bytes
     * @param tag where the tag goes
     */
    abstract void encrypt(
            boolean rtcp, long text, int length, long vector, long associated, int associatedLength, long tag);

    /**
     * Decrypts in place, and checks.
     *
     * @param tag the tag that came
     * @param scratch 16 bytes to work with
     */
    abstract boolean decrypt(
            boolean rtcp,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long scratch);

    @Override
    final void sealRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long vector = rtpVector(ssrc, index);
        encrypt(false, packet + headerLength, length - headerLength, vector, packet, headerLength, packet + length);
    }

    @Override
    final boolean openRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long vector = rtpVector(ssrc, index);
        return decrypt(
                false,
                packet + headerLength,
                length - headerLength,
                vector,
                packet,
                headerLength,
                packet + length,
                memory + TAG);
    }

    @Override
    final void sealRtcp(long packet, int length, int ssrc, int index) {
        int word = ENCRYPTED | index;
        long vector = rtcpVector(ssrc, index);
        associate(packet, word);
        encrypt(
                true,
                packet + RTCP_CLEAR_LENGTH,
                length - RTCP_CLEAR_LENGTH,
                vector,
                memory + ASSOCIATED,
                RTCP_ASSOCIATED_LENGTH,
                packet + length);
        Memory.putNetworkInt(packet + length + TAG_LENGTH, word);
    }

    @Override
    final boolean openRtcp(long packet, int length, int ssrc, int indexWord) {
        long vector = rtcpVector(ssrc, indexWord & ~ENCRYPTED);
        if ((indexWord & ENCRYPTED) != 0) {
            associate(packet, indexWord);
            return decrypt(
                    true,
                    packet + RTCP_CLEAR_LENGTH,
                    length - RTCP_CLEAR_LENGTH,
                    vector,
                    memory + ASSOCIATED,
                    RTCP_ASSOCIATED_LENGTH,
                    packet + length,
                    memory + TAG);
        }
        // Without encryption the whole packet is associated data, then the word (RFC 7714, section 9.3): it takes the
        // place of
        // the tag, which is put aside.
        Memory.putLong(memory + ASSOCIATED, Memory.getLong(packet + length));
        Memory.putLong(memory + ASSOCIATED + Long.BYTES, Memory.getLong(packet + length + Long.BYTES));
        Memory.putNetworkInt(packet + length, indexWord);
        return decrypt(
                true, memory + TAG, 0, vector, packet, length + Integer.BYTES, memory + ASSOCIATED, memory + TAG);
    }

    private void associate(long packet, int word) {
        Memory.putLong(memory + ASSOCIATED, Memory.getLong(packet));
        Memory.putNetworkInt(memory + ASSOCIATED + RTCP_CLEAR_LENGTH, word);
    }

    /** RFC 7714, section 8.1: two zero bytes, the SSRC's four, the index's six, over the salt. */
    private long rtpVector(int ssrc, long index) {
        Memory.putNetworkInt(memory + VECTOR, rtpSaltHigh ^ (ssrc >>> Short.SIZE));
        Memory.putNetworkLong(memory + VECTOR + Integer.BYTES, rtpSaltLow ^ ((long) ssrc << 48 | index));
        return memory + VECTOR;
    }

    /** RFC 7714, section 9.1. */
    private long rtcpVector(int ssrc, long index) {
        Memory.putNetworkInt(memory + VECTOR, rtcpSaltHigh ^ (ssrc >>> Short.SIZE));
        Memory.putNetworkLong(memory + VECTOR + Integer.BYTES, rtcpSaltLow ^ ((long) ssrc << 48 | index));
        return memory + VECTOR;
    }
}
