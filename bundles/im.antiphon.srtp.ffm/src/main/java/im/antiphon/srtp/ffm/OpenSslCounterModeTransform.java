// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * AES in counter mode, then HMAC-SHA1 over the result, cut to 80 bits (RFC 3711, sections 3.3 and 3.4), by {@link LibCrypto}. Of
 * the keyed hash the states after its two key blocks are kept, and copied for each packet. Counters are laid out here and go
 * through the plain block cipher in one call: giving its counter mode another vector takes OpenSSL longer than encrypting a voice
 * packet. Confined to one event loop.
 */
final class OpenSslCounterModeTransform extends NativeTransform {
    private static final int TAG_LENGTH = 10;
    private static final int SHA1_BLOCK = 64;
    private static final int DIGEST_LENGTH = 20;
    private static final int SHA1_COUNT_POSITION = LibCrypto.SHA1_STATE_LENGTH - Integer.BYTES;
    /** State and length; what lies behind them is empty between blocks. */
    private static final int SHA1_BETWEEN_BLOCKS = 32;

    private static final int STATE_ROOM = 128;

    // Offsets into the transform's memory.
    private static final int DIGEST = 0;
    private static final int COUNT = 32;
    private static final int RTP_STATES = 64;
    private static final int RTCP_STATES = RTP_STATES + 2 * STATE_ROOM;
    private static final int WORK = RTCP_STATES + 2 * STATE_ROOM;
    private static final int COUNTERS = WORK + STATE_ROOM;

    /** Key stream made at a time: an audio packet's in one go, a large one's in a few. */
    private static final int CHUNK = 512;

    private static final int AES_BLOCK = 16;
    private static final int STREAM = COUNTERS + CHUNK;

    /** What a transform needs of a {@link KeyMemory}. */
    static final int MEMORY_LENGTH = STREAM + CHUNK;

    private final long memory;
    private final long rtp;
    private final long rtcp;
    private final long rtpSaltHigh;
    private final long rtpSaltLow;
    private final long rtcpSaltHigh;
    private final long rtcpSaltLow;

    private OpenSslCounterModeTransform(
            long memory, Contexts contexts, SessionKeys rtpKeys, SessionKeys rtcpKeys, Cleaner cleaner) {
        super(TAG_LENGTH, cleaner, contexts);
        this.memory = memory;
        rtp = contexts.rtp();
        rtcp = contexts.rtcp();
        LibCrypto.withoutPadding(rtp);
        LibCrypto.withoutPadding(rtcp);
        ByteBuffer rtpSalt = ByteBuffer.wrap(Arrays.copyOf(rtpKeys.salt(), 16));
        rtpSaltHigh = rtpSalt.getLong(0);
        rtpSaltLow = rtpSalt.getLong(Long.BYTES);
        ByteBuffer rtcpSalt = ByteBuffer.wrap(Arrays.copyOf(rtcpKeys.salt(), 16));
        rtcpSaltHigh = rtcpSalt.getLong(0);
        rtcpSaltLow = rtcpSalt.getLong(Long.BYTES);
        keyHash(RTP_STATES, rtpKeys.authentication());
        keyHash(RTCP_STATES, rtcpKeys.authentication());
    }

    /** @param memories blocks of {@link #MEMORY_LENGTH} */
    static SrtpTransform open(KeyMemory memories, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        long memory = memories.take();
        Contexts contexts = Contexts.open(LibCrypto.AES_128_ECB, memories, memory, rtp, rtcp);
        return new OpenSslCounterModeTransform(memory, contexts, rtp, rtcp, cleaner);
    }

    /** RFC 2104: the inner hash begins with the key over 0x36s, the outer with the key over 0x5cs. */
    private void keyHash(int states, byte[] key) {
        if (key.length != SrtpProfile.AES128_CM_HMAC_SHA1_80.authenticationKeyLength()) {
            throw new IllegalArgumentException("key: " + key.length + " bytes (expected: "
                    + SrtpProfile.AES128_CM_HMAC_SHA1_80.authenticationKeyLength() + ")");
        }
        keyHash(states, key, (byte) 0x36);
        keyHash(states + STATE_ROOM, key, (byte) 0x5c);
    }

    private void keyHash(int state, byte[] key, byte pad) {
        byte[] block = new byte[SHA1_BLOCK];
        Arrays.fill(block, pad);
        for (int i = 0; i < key.length; i++) {
            block[i] ^= key[i];
        }
        Memory.put(memory + WORK, block);
        LibCrypto.sha1Begin(memory + state);
        LibCrypto.sha1Update(memory + state, memory + WORK, block.length);
        Memory.zero(memory + WORK, block.length);
        Arrays.fill(block, (byte) 0);
    }

    @Override
    void sealRtp(long packet, int headerLength, int length, int ssrc, long index) {
        countRtp(packet + headerLength, length - headerLength, ssrc, index);
        // The rollover counter is hashed with the packet but not sent: the tag takes its place.
        Memory.putNetworkInt(packet + length, (int) (index >>> Short.SIZE));
        hash(RTP_STATES, packet, length + Integer.BYTES);
        writeTag(packet + length);
    }

    @Override
    boolean openRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long tagStart = Memory.getLong(packet + length);
        short tagEnd = Memory.getShort(packet + length + Long.BYTES);
        Memory.putNetworkInt(packet + length, (int) (index >>> Short.SIZE));
        hash(RTP_STATES, packet, length + Integer.BYTES);
        if (!isTag(tagStart, tagEnd)) {
            return false;
        }
        countRtp(packet + headerLength, length - headerLength, ssrc, index);
        return true;
    }

    @Override
    void sealRtcp(long packet, int length, int ssrc, int index) {
        countRtcp(packet + RTCP_CLEAR_LENGTH, length - RTCP_CLEAR_LENGTH, ssrc, index);
        Memory.putNetworkInt(packet + length, ENCRYPTED | index);
        int authenticated = length + Integer.BYTES;
        hash(RTCP_STATES, packet, authenticated);
        writeTag(packet + authenticated);
    }

    @Override
    boolean openRtcp(long packet, int length, int ssrc, int indexWord) {
        int authenticated = length + Integer.BYTES;
        hash(RTCP_STATES, packet, authenticated);
        long tag = packet + authenticated;
        if (!isTag(Memory.getLong(tag), Memory.getShort(tag + Long.BYTES))) {
            return false;
        }
        if ((indexWord & ENCRYPTED) != 0) {
            countRtcp(packet + RTCP_CLEAR_LENGTH, length - RTCP_CLEAR_LENGTH, ssrc, indexWord & ~ENCRYPTED);
        }
        return true;
    }

    private void countRtp(long text, int length, int ssrc, long index) {
        count(rtp, text, length, rtpSaltHigh ^ (ssrc & 0xFFFF_FFFFL), rtpSaltLow ^ (index << Short.SIZE));
    }

    private void countRtcp(long text, int length, int ssrc, long index) {
        count(rtcp, text, length, rtcpSaltHigh ^ (ssrc & 0xFFFF_FFFFL), rtcpSaltLow ^ (index << Short.SIZE));
    }

    /** RFC 3711, section 4.1.1: salt, SSRC and index over each other, then sixteen bits that count blocks. */
    private void count(long context, long text, int length, long high, long low) {
        for (int done = 0; done < length; done += CHUNK) {
            int chunk = Math.min(CHUNK, length - done);
            int blocks = (chunk + AES_BLOCK - 1) / AES_BLOCK;
            long firstBlock = low + done / AES_BLOCK;
            long counters = memory + COUNTERS;
            for (int block = 0; block < blocks; block++) {
                Memory.putNetworkLong(counters + (long) block * AES_BLOCK, high);
                Memory.putNetworkLong(counters + (long) block * AES_BLOCK + Long.BYTES, firstBlock + block);
            }
            LibCrypto.encryptBlocks(context, counters, memory + STREAM, blocks * AES_BLOCK, memory + COUNT);
            Memory.xor(text + done, memory + STREAM, chunk);
        }
    }

    private void hash(int states, long bytes, int length) {
        long work = memory + WORK;
        long digest = memory + DIGEST;
        copyState(memory + states, work);
        LibCrypto.sha1Update(work, bytes, length);
        LibCrypto.sha1Finish(digest, work);
        copyState(memory + states + STATE_ROOM, work);
        LibCrypto.sha1Update(work, digest, DIGEST_LENGTH);
        LibCrypto.sha1Finish(digest, work);
    }

    private static void copyState(long from, long to) {
        for (int i = 0; i < SHA1_BETWEEN_BLOCKS; i += Long.BYTES) {
            Memory.putLong(to + i, Memory.getLong(from + i));
        }
        Memory.putInt(to + SHA1_COUNT_POSITION, 0);
    }

    private void writeTag(long to) {
        Memory.putLong(to, Memory.getLong(memory + DIGEST));
        Memory.putShort(to + Long.BYTES, Memory.getShort(memory + DIGEST + Long.BYTES));
    }

    /** Compares in a time that does not tell where the difference is. */
    private boolean isTag(long start, short end) {
        long startDifference = start ^ Memory.getLong(memory + DIGEST);
        int endDifference = end ^ Memory.getShort(memory + DIGEST + Long.BYTES);
        return (startDifference | endDifference) == 0;
    }
}
