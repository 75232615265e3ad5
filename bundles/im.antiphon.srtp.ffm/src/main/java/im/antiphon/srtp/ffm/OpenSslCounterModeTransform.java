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
    private static final int SHA1_WORDS = 5;
    /** Behind what is hashed: a bit, and the length at the end of a block. */
    private static final int SHA1_PADDING = 1 + Long.BYTES;

    private static final int SHA1_COUNT_POSITION = LibCrypto.SHA1_STATE_LENGTH - Integer.BYTES;
    /** State and length; what lies behind them is empty between blocks. */
    private static final int SHA1_BETWEEN_BLOCKS = 32;

    // Offsets into the transform's memory: the states of RTP's hash, the inner one first, then those of RTCP's.
    private static final int RTP_STATES = 0;
    private static final int RTCP_STATES = 2 * SHA1_BETWEEN_BLOCKS;

    /** What a transform needs of a {@link KeyMemory}. */
    static final int MEMORY_LENGTH = 4 * SHA1_BETWEEN_BLOCKS;

    /** Key stream made at a time: an audio packet's in one go, a large one's in a few. */
    private static final int CHUNK = 512;

    private static final int AES_BLOCK = 16;

    // Offsets into the scratch. The digest stays where it is a block of the outer hash.
    private static final int DIGEST = 0;
    private static final int TAIL = DIGEST + SHA1_BLOCK;
    private static final int WORK = TAIL + 2 * SHA1_BLOCK;
    private static final int COUNT = WORK + 2 * SHA1_BLOCK;
    private static final int COUNTERS = COUNT + SHA1_BLOCK;
    private static final int STREAM = COUNTERS + CHUNK;

    /** What a transform holds outside the heap. Running it wipes and frees all of it. */
    private record Held(Contexts contexts, KeyMemory memories, long memory) implements Runnable {
        @Override
        public void run() {
            contexts.run();
            memories.giveBack(memory);
        }
    }

    private final long memory;
    private final long rtp;
    private final long rtcp;
    private final long rtpSaltHigh;
    private final long rtpSaltLow;
    private final long rtcpSaltHigh;
    private final long rtcpSaltLow;

    private OpenSslCounterModeTransform(Held held, SessionKeys rtpKeys, SessionKeys rtcpKeys, Cleaner cleaner) {
        super(TAG_LENGTH, cleaner, held);
        memory = held.memory();
        rtp = held.contexts().rtp();
        rtcp = held.contexts().rtcp();
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
        Contexts contexts = Contexts.open(LibCrypto.AES_128_ECB, rtp, rtcp);
        return new OpenSslCounterModeTransform(new Held(contexts, memories, memory), rtp, rtcp, cleaner);
    }

    /** RFC 2104: the inner hash begins with the key over 0x36s, the outer with the key over 0x5cs. */
    private void keyHash(int states, byte[] key) {
        if (key.length != SrtpProfile.AES128_CM_HMAC_SHA1_80.authenticationKeyLength()) {
            throw new IllegalArgumentException("key: " + key.length + " bytes (expected: "
                    + SrtpProfile.AES128_CM_HMAC_SHA1_80.authenticationKeyLength() + ")");
        }
        keyHash(states, key, (byte) 0x36);
        keyHash(states + SHA1_BETWEEN_BLOCKS, key, (byte) 0x5c);
    }

    private void keyHash(int state, byte[] key, byte pad) {
        byte[] block = new byte[SHA1_BLOCK];
        Arrays.fill(block, pad);
        for (int i = 0; i < key.length; i++) {
            block[i] ^= key[i];
        }
        long scratch = Scratch.address();
        long work = scratch + WORK;
        long bytes = scratch + STREAM;
        Memory.put(bytes, block);
        LibCrypto.sha1Begin(work);
        LibCrypto.sha1Update(work, bytes, block.length);
        for (int i = 0; i < SHA1_BETWEEN_BLOCKS; i += Long.BYTES) {
            Memory.putLong(memory + state + i, Memory.getLong(work + i));
        }
        Memory.zero(bytes, block.length);
        Memory.zero(work, LibCrypto.SHA1_STATE_LENGTH);
        Arrays.fill(block, (byte) 0);
    }

    @Override
    void sealRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long scratch = Scratch.address();
        countRtp(scratch, packet + headerLength, length - headerLength, ssrc, index);
        // The rollover counter is hashed with the packet but not sent: the tag takes its place.
        Memory.putNetworkInt(packet + length, (int) (index >>> Short.SIZE));
        hash(scratch, RTP_STATES, packet, length + Integer.BYTES);
        writeTag(scratch, packet + length);
    }

    @Override
    boolean openRtp(long packet, int headerLength, int length, int ssrc, long index) {
        long scratch = Scratch.address();
        long tagStart = Memory.getLong(packet + length);
        short tagEnd = Memory.getShort(packet + length + Long.BYTES);
        Memory.putNetworkInt(packet + length, (int) (index >>> Short.SIZE));
        hash(scratch, RTP_STATES, packet, length + Integer.BYTES);
        if (!isTag(scratch, tagStart, tagEnd)) {
            return false;
        }
        countRtp(scratch, packet + headerLength, length - headerLength, ssrc, index);
        return true;
    }

    @Override
    void sealRtcp(long packet, int length, int ssrc, int index) {
        long scratch = Scratch.address();
        countRtcp(scratch, packet + RTCP_CLEAR_LENGTH, length - RTCP_CLEAR_LENGTH, ssrc, index);
        Memory.putNetworkInt(packet + length, ENCRYPTED | index);
        int authenticated = length + Integer.BYTES;
        hash(scratch, RTCP_STATES, packet, authenticated);
        writeTag(scratch, packet + authenticated);
    }

    @Override
    boolean openRtcp(long packet, int length, int ssrc, int indexWord) {
        long scratch = Scratch.address();
        int authenticated = length + Integer.BYTES;
        hash(scratch, RTCP_STATES, packet, authenticated);
        long tag = packet + authenticated;
        if (!isTag(scratch, Memory.getLong(tag), Memory.getShort(tag + Long.BYTES))) {
            return false;
        }
        if ((indexWord & ENCRYPTED) != 0) {
            countRtcp(scratch, packet + RTCP_CLEAR_LENGTH, length - RTCP_CLEAR_LENGTH, ssrc, indexWord & ~ENCRYPTED);
        }
        return true;
    }

    private void countRtp(long scratch, long text, int length, int ssrc, long index) {
        count(scratch, rtp, text, length, rtpSaltHigh ^ (ssrc & 0xFFFF_FFFFL), rtpSaltLow ^ (index << Short.SIZE));
    }

    private void countRtcp(long scratch, long text, int length, int ssrc, long index) {
        count(scratch, rtcp, text, length, rtcpSaltHigh ^ (ssrc & 0xFFFF_FFFFL), rtcpSaltLow ^ (index << Short.SIZE));
    }

    /** RFC 3711, section 4.1.1: salt, SSRC and index over each other, then sixteen bits that count blocks. */
    private static void count(long scratch, long context, long text, int length, long high, long low) {
        long counters = scratch + COUNTERS;
        long stream = scratch + STREAM;
        for (int done = 0; done < length; done += CHUNK) {
            int chunk = Math.min(CHUNK, length - done);
            int blocks = (chunk + AES_BLOCK - 1) / AES_BLOCK;
            long firstBlock = low + done / AES_BLOCK;
            for (int block = 0; block < blocks; block++) {
                Memory.putNetworkLong(counters + (long) block * AES_BLOCK, high);
                Memory.putNetworkLong(counters + (long) block * AES_BLOCK + Long.BYTES, firstBlock + block);
            }
            LibCrypto.encryptBlocks(context, counters, stream, blocks * AES_BLOCK, scratch + COUNT);
            Memory.xor(text + done, stream, chunk);
        }
    }

    /** RFC 2104, with the blocks of RFC 3174, section 4. */
    private void hash(long scratch, int states, long bytes, int length) {
        long work = scratch + WORK;
        copyState(memory + states, work);
        int whole = length & -SHA1_BLOCK;
        if (whole > 0) {
            LibCrypto.sha1Update(work, bytes, whole);
        }
        long tail = scratch + TAIL;
        int rest = length - whole;
        int padded = rest + SHA1_PADDING <= SHA1_BLOCK ? SHA1_BLOCK : 2 * SHA1_BLOCK;
        pad(tail, rest, padded, length);
        Memory.copy(bytes + whole, tail, rest);
        LibCrypto.sha1Block(work, tail);
        if (padded > SHA1_BLOCK) {
            LibCrypto.sha1Block(work, tail + SHA1_BLOCK);
        }
        long digest = scratch + DIGEST;
        pad(digest, SHA1_WORDS * Integer.BYTES, SHA1_BLOCK, SHA1_WORDS * Integer.BYTES);
        writeWords(work, digest);
        copyState(memory + states + SHA1_BETWEEN_BLOCKS, work);
        LibCrypto.sha1Block(work, digest);
        writeWords(work, digest);
    }

    /** Ends what is to be hashed: a bit behind the last byte, and how many bits there were with the key's block. */
    private static void pad(long blocks, int from, int padded, int length) {
        for (int i = 0; i < padded; i += Long.BYTES) {
            Memory.putLong(blocks + i, 0);
        }
        Memory.putByte(blocks + from, (byte) 0x80);
        Memory.putNetworkLong(blocks + padded - Long.BYTES, (long) (SHA1_BLOCK + length) * Byte.SIZE);
    }

    private static void writeWords(long state, long to) {
        for (int i = 0; i < SHA1_WORDS * Integer.BYTES; i += Integer.BYTES) {
            Memory.putNetworkInt(to + i, Memory.getInt(state + i));
        }
    }

    private static void copyState(long from, long to) {
        for (int i = 0; i < SHA1_BETWEEN_BLOCKS; i += Long.BYTES) {
            Memory.putLong(to + i, Memory.getLong(from + i));
        }
        Memory.putInt(to + SHA1_COUNT_POSITION, 0);
    }

    private static void writeTag(long scratch, long to) {
        Memory.putLong(to, Memory.getLong(scratch + DIGEST));
        Memory.putShort(to + Long.BYTES, Memory.getShort(scratch + DIGEST + Long.BYTES));
    }

    /** Compares in a time that does not tell where the difference is. */
    private static boolean isTag(long scratch, long start, short end) {
        long startDifference = start ^ Memory.getLong(scratch + DIGEST);
        int endDifference = end ^ Memory.getShort(scratch + DIGEST + Long.BYTES);
        return (startDifference | endDifference) == 0;
    }
}
