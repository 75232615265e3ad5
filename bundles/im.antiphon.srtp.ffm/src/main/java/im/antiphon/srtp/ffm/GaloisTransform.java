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

    // Offsets into the scratch.
    private static final int VECTOR = 0;
    private static final int ASSOCIATED = 16;
    private static final int TAG = 32;

    /** Where the library's own part of the scratch begins. */
    static final int LIBRARY = 64;

    private static final int RTCP_ASSOCIATED_LENGTH = SrtpTransform.RTCP_CLEAR_LENGTH + Integer.BYTES;

    private final int rtpSaltHigh;
    private final long rtpSaltLow;
    private final int rtcpSaltHigh;
    private final long rtcpSaltLow;

    GaloisTransform(SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner, Runnable release) {
        super(TAG_LENGTH, cleaner, release);
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
     * @param library {@link Scratch} from {@link #LIBRARY} on
     */
    abstract void encrypt(
            boolean rtcp,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long library);

    /**
     * Decrypts in place, and checks.
     *
     * @param tag the tag that came
     * @param expected 16 bytes for the tag that should have come
     * @param library {@link Scratch} from {@link #LIBRARY} on
     */
    abstract boolean decrypt(
            boolean rtcp,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long expected,
            long library);

    @Override
    final void sealRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long scratch = Scratch.address();
        encrypt(
                false,
                packet + headerLength,
                length - headerLength,
                rtpVector(scratch, ssrc, index),
                packet,
                headerLength,
                packet + length,
                scratch + LIBRARY);
    }

    @Override
    final boolean openRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long scratch = Scratch.address();
        return decrypt(
                false,
                packet + headerLength,
                length - headerLength,
                rtpVector(scratch, ssrc, index),
                packet,
                headerLength,
                packet + length,
                scratch + TAG,
                scratch + LIBRARY);
    }

    @Override
    final void sealRtcp(long packet, int length, int ssrc, int index) {
        long scratch = Scratch.address();
        int word = ENCRYPTED | index;
        encrypt(
                true,
                packet + RTCP_CLEAR_LENGTH,
                length - RTCP_CLEAR_LENGTH,
                rtcpVector(scratch, ssrc, index),
                associated(scratch, packet, word),
                RTCP_ASSOCIATED_LENGTH,
                packet + length,
                scratch + LIBRARY);
        Memory.putNetworkInt(packet + length + TAG_LENGTH, word);
    }

    @Override
    final boolean openRtcp(long packet, int length, int ssrc, int indexWord) {
        long scratch = Scratch.address();
        long vector = rtcpVector(scratch, ssrc, indexWord & ~ENCRYPTED);
        long tag = packet + length;
        long expected = scratch + TAG;
        long library = scratch + LIBRARY;
        if ((indexWord & ENCRYPTED) != 0) {
            long associated = associated(scratch, packet, indexWord);
            return decrypt(
                    true,
                    packet + RTCP_CLEAR_LENGTH,
                    length - RTCP_CLEAR_LENGTH,
                    vector,
                    associated,
                    RTCP_ASSOCIATED_LENGTH,
                    tag,
                    expected,
                    library);
        }
        // Without encryption the whole packet is associated data, then the word (RFC 7714, section 9.3): it takes the
        // place of the tag, which is put aside.
        long aside = scratch + ASSOCIATED;
        Memory.putLong(aside, Memory.getLong(tag));
        Memory.putLong(aside + Long.BYTES, Memory.getLong(tag + Long.BYTES));
        Memory.putNetworkInt(tag, indexWord);
        return decrypt(true, expected, 0, vector, packet, length + Integer.BYTES, aside, expected, library);
    }

    /** What RTCP's tag covers beside the text: the clear part, then the index word. */
    private static long associated(long scratch, long packet, int word) {
        Memory.putLong(scratch + ASSOCIATED, Memory.getLong(packet));
        Memory.putNetworkInt(scratch + ASSOCIATED + RTCP_CLEAR_LENGTH, word);
        return scratch + ASSOCIATED;
    }

    /** RFC 7714, section 8.1: two zero bytes, the SSRC's four, the index's six, over the salt. */
    private long rtpVector(long scratch, int ssrc, long index) {
        return vector(scratch + VECTOR, rtpSaltHigh, rtpSaltLow, ssrc, index);
    }

    /** RFC 7714, section 9.1. */
    private long rtcpVector(long scratch, int ssrc, int index) {
        return vector(scratch + VECTOR, rtcpSaltHigh, rtcpSaltLow, ssrc, index);
    }

    private static long vector(long at, int saltHigh, long saltLow, int ssrc, long index) {
        Memory.putNetworkInt(at, saltHigh ^ (ssrc >>> Short.SIZE));
        Memory.putNetworkLong(at + Integer.BYTES, saltLow ^ ((long) ssrc << 48 | index));
        return at;
    }
}
