// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/**
 * The part of SRTP that is no cryptography, over transforms that are: key derivation, packet indices, replay windows, the
 * bookkeeping of what has been sent (RFC 3711, sections 3.2 and 3.3). Whatever does the arithmetic, what is taken and what is
 * dropped is decided here.
 *
 * <p>What is kept is bounded: per direction and peer, a number of SSRCs for RTP and as many for RTCP. Beyond it a new SSRC
 * is refused, and none is forgotten, since forgetting would open the door to replays (receiving) and to used key stream
 * (sending). Nothing is allocated per packet.
 */
public final class SessionSrtpEngine implements SrtpEngine {
    /** SSRCs a peer may send under, unless told otherwise. */
    public static final int DEFAULT_RECEIVED_SOURCES = 64;

    /** SSRCs a peer may be sent, unless told otherwise: in a long meeting everyone who ever came. */
    public static final int DEFAULT_SENT_SOURCES = 1024;

    private final String name;
    private final SrtpTransforms transforms;
    private final int receivedSources;
    private final int sentSources;

    /** An engine with the usual bounds. */
    public SessionSrtpEngine(String name, SrtpTransforms transforms) {
        this(name, transforms, DEFAULT_RECEIVED_SOURCES, DEFAULT_SENT_SOURCES);
    }

    /**
     * @param receivedSources SSRCs one peer may send under
     * @param sentSources SSRCs one peer may be sent
     */
    public SessionSrtpEngine(String name, SrtpTransforms transforms, int receivedSources, int sentSources) {
        if (receivedSources < 1) {
            throw new IllegalArgumentException("receivedSources: " + receivedSources + " (expected: >= 1)");
        }
        if (sentSources < 1) {
            throw new IllegalArgumentException("sentSources: " + sentSources + " (expected: >= 1)");
        }
        this.name = name;
        this.transforms = transforms;
        this.receivedSources = receivedSources;
        this.sentSources = sentSources;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
        return new SessionProtector(profile, transform(profile, masterKey), sentSources);
    }

    @Override
    public SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey) {
        return new SessionUnprotector(profile, transform(profile, masterKey), receivedSources);
    }

    private SrtpTransform transform(SrtpProfile profile, SrtpMasterKey masterKey) {
        SessionKeys rtp = KeyDerivation.forRtp(profile, masterKey);
        SessionKeys rtcp = KeyDerivation.forRtcp(profile, masterKey);
        try {
            return transforms.open(profile, rtp, rtcp);
        } finally {
            rtp.wipe();
            rtcp.wipe();
        }
    }
}
