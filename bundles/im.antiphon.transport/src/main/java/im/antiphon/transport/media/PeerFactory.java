// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaException.Reason;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.dtls.DtlsFingerprint;
import im.antiphon.webrtc.dtls.DtlsRole;
import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceLiteSettings;
import im.antiphon.webrtc.peer.PeerSettings;
import im.antiphon.webrtc.sdp.Fingerprint;
import im.antiphon.webrtc.sdp.IceFragment;
import im.antiphon.webrtc.sdp.LocalTransport;
import im.antiphon.webrtc.sdp.MediaDescription;
import im.antiphon.webrtc.sdp.RemoteTransport;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.sdp.SetupRole;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Makes peers of offers, and decides what a further offer of the same session means: the same peer with other sections, an ICE
 * restart, or, under another certificate, another peer. Confined to one media loop, as are the peers it makes.
 */
final class PeerFactory {
    private static final int REMEMBERED_ADDRESSES = 16;

    private final MediaLoop loop;
    private final IceLiteSettings ice;
    private final DtlsCertificate certificate;
    private final List<String> candidates;

    /**
     * @param certificate of all DTLS associations
     * @param addresses where peers can reach the socket, preferred first
     */
    PeerFactory(
            MediaLoop loop, MediaSettings settings, DtlsCertificate certificate, List<InetSocketAddress> addresses) {
        this.loop = loop;
        this.ice = new IceLiteSettings(settings.consentTimeout(), REMEMBERED_ADDRESSES);
        this.certificate = certificate;
        this.candidates = Candidates.of(addresses);
    }

    /** @throws MediaException where the offer cannot be served */
    MediaAnswer answer(
            MediaOffer offer, SessionDescription description, List<CodecFormat> codecs, MediaListener listener) {
        requireFullAgent(description.has("ice-lite"));
        MediaPeer former = loop.peers().ofSession(offer.sessionId());
        if (former != null && former.loopIndex() != loop.index()) {
            former.closeOnItsLoop("replaced");
            former = null;
        }
        Identity identity = Identity.of(description);
        MediaPeer kept = former != null
                        && former.isIn(offer.roomAddress())
                        && former.settings().dtls().remoteFingerprint().equals(identity.fingerprint())
                ? former
                : null;
        boolean sameTransport = kept != null && kept.settings().remote().equals(identity.credentials());
        IceCredentials local =
                kept != null && sameTransport ? kept.settings().local() : IceCredentials.random(loop.random());

        LocalDescription ours = kept != null
                ? kept.description()
                : new LocalDescription(loop.random().nextLong() >>> 2, loop::newSsrc);
        ours.retain(description.media());
        MediaNegotiator.Negotiation negotiation =
                MediaNegotiator.negotiate(description, localTransport(ours, local), offer.role(), codecs, ours::track);
        RemoteTransport transport = negotiation.answer().transport();
        if (transport == null) {
            throw new MediaException(Reason.UNSUPPORTED, "nothing in the offer can be served");
        }
        MediaPeer peer = kept;
        if (peer == null) {
            if (former != null) {
                former.close("replaced");
            }
            PeerSettings wanted = peerSettings(local, identity, transport);
            peer = new MediaPeer(loop, offer, wanted, ours, listener);
        } else if (!sameTransport) {
            peer.restartIce(local, identity.credentials());
        }
        peer.negotiated(negotiation);
        return new MediaAnswer(negotiation.answer().description().write(), peer.tracks());
    }

    /** @throws MediaException for a lite agent: two of them would wait for each other's checks for ever */
    static void requireFullAgent(boolean lite) {
        if (lite) {
            throw new MediaException(
                    Reason.UNSUPPORTED,
                    "a=ice-lite: this server is ICE-lite itself, the offerer has to send the checks");
        }
    }

    /** New credentials for a peer that has given us its own; returns ours, as a fragment. */
    String restart(MediaPeer peer, IceCredentials remote) {
        IceCredentials local = IceCredentials.random(loop.random());
        peer.restartIce(local, remote);
        return new IceFragment(
                        local.ufrag(),
                        local.password(),
                        true,
                        List.of(new IceFragment.Section(null, "audio", candidates, true)))
                .write();
    }

    private LocalTransport localTransport(LocalDescription ours, IceCredentials local) {
        String fingerprint = certificate.fingerprint().toString();
        return LocalTransport.lite(ours.id(), local.ufrag(), local.password(), fingerprint, candidates)
                .withSessionVersion(ours.nextVersion());
    }

    private PeerSettings peerSettings(IceCredentials local, Identity identity, RemoteTransport remote) {
        DtlsRole role = remote.localSetup() == SetupRole.ACTIVE ? DtlsRole.CLIENT : DtlsRole.SERVER;
        DtlsSettings dtls = new DtlsSettings(role, certificate, identity.fingerprint());
        return new PeerSettings(local, identity.credentials(), ice, dtls);
    }

    /** Whose transport an offer describes. */
    private record Identity(IceCredentials credentials, DtlsFingerprint fingerprint) {
        static Identity of(SessionDescription offer) {
            for (MediaDescription section : offer.media()) {
                String ufrag = offer.value(section, "ice-ufrag");
                String password = offer.value(section, "ice-pwd");
                if (section.isStopped() || ufrag == null || password == null) {
                    continue;
                }
                if (!IceCredentials.isUfrag(ufrag) || !IceCredentials.isPassword(password)) {
                    throw new MediaException(Reason.MALFORMED, "ice-ufrag or ice-pwd: not of RFC 8839, section 5.4");
                }
                return new Identity(new IceCredentials(ufrag, password), fingerprint(offer, section));
            }
            throw new MediaException(Reason.MALFORMED, "no section with ice-ufrag and ice-pwd");
        }

        /** The strongest that we can verify. */
        private static DtlsFingerprint fingerprint(SessionDescription offer, MediaDescription section) {
            DtlsFingerprint strongest = null;
            for (Fingerprint offered : offer.fingerprints(section)) {
                DtlsFingerprint parsed = DtlsFingerprint.parse(offered.algorithm(), offered.value());
                if (parsed != null && (strongest == null || parsed.algorithm().compareTo(strongest.algorithm()) > 0)) {
                    strongest = parsed;
                }
            }
            if (strongest == null) {
                throw new MediaException(Reason.MALFORMED, "no fingerprint by sha-256, sha-384 or sha-512");
            }
            return strongest;
        }
    }
}
