// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/**
 * SRTP over the ciphers every JDK has. Fast on heap buffers, whose array is worked on in place; right on any other, by way
 * of a copy.
 *
 * <p>What is kept is bounded: per direction and peer, a number of SSRCs for RTP and as many for RTCP. Beyond it a new SSRC
 * is refused, and none is forgotten, since forgetting would open the door to replays (receiving) and to used key stream
 * (sending).
 *
 * <p>Own code allocates nothing per packet; the JDK's does. Measured on a loaded AMD Zen 4, nanoseconds of CPU and bytes
 * allocated per packet, opening within 10 % of protecting:
 *
 * <pre>
 *                           100 B payload         1,100 B payload
 *                           JDK 17    JDK 25      JDK 17     JDK 25     allocated
 * AEAD_AES_128_GCM             650       460         630        500     1,000 B
 * AES128_CM_HMAC_SHA1_80       420       480       1,590      1,350        40 B
 * </pre>
 *
 * <p>The JDK tells a wrong Galois tag by an exception, caught at that edge; a flood of forgeries costs the more for it.
 */
public final class PortableSrtpEngine implements SrtpEngine {
    /** SSRCs a peer may send under, unless told otherwise. */
    public static final int DEFAULT_RECEIVED_SOURCES = 64;

    /** SSRCs a peer may be sent, unless told otherwise: in a long meeting everyone who ever came. */
    public static final int DEFAULT_SENT_SOURCES = 1024;

    private final int receivedSources;
    private final int sentSources;

    public PortableSrtpEngine() {
        this(DEFAULT_RECEIVED_SOURCES, DEFAULT_SENT_SOURCES);
    }

    /**
     * @param receivedSources SSRCs one peer may send under
     * @param sentSources SSRCs one peer may be sent
     */
    public PortableSrtpEngine(int receivedSources, int sentSources) {
        if (receivedSources < 1) {
            throw new IllegalArgumentException("receivedSources: " + receivedSources + " (expected: >= 1)");
        }
        if (sentSources < 1) {
            throw new IllegalArgumentException("sentSources: " + sentSources + " (expected: >= 1)");
        }
        this.receivedSources = receivedSources;
        this.sentSources = sentSources;
    }

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
        return new PortableSrtpProtector(profile, transform(profile, masterKey), sentSources);
    }

    @Override
    public SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey) {
        return new PortableSrtpUnprotector(profile, transform(profile, masterKey), receivedSources);
    }

    private static SrtpTransform transform(SrtpProfile profile, SrtpMasterKey masterKey) {
        return SrtpTransform.of(
                profile, KeyDerivation.forRtp(profile, masterKey), KeyDerivation.forRtcp(profile, masterKey));
    }
}
