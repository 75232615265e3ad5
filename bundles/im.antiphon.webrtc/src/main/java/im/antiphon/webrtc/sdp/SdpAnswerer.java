// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers offers (RFC 3264, RFC 8829 section 5.3). All sections share one transport: a section outside the BUNDLE group,
 * or without {@code rtcp-mux}, is refused, and so is what is neither audio nor video. Where the offer has no group, only
 * its first usable section is accepted.
 *
 * <p>Immutable; safe from any thread. A repeated offer is answered like a first one: sections keep their order because
 * the offer's is kept.
 */
public final class SdpAnswerer {
    private final AnswerCapabilities capabilities;

    public SdpAnswerer(AnswerCapabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * @param policy asked once for each section that can be accepted
     * @throws SdpException where the offer has no section, or lacks the ICE credentials, fingerprint or setup role
     *     that an accepted section needs
     */
    public SdpAnswer answer(SessionDescription offer, LocalTransport local, SectionPolicy policy) {
        if (offer.media().isEmpty()) {
            throw new SdpException(0, "no media section");
        }
        List<NegotiatedSection> sections = new ArrayList<>();
        List<String> bundle = offer.bundle();
        boolean accepted = false;
        for (int index = 0; index < offer.media().size(); index++) {
            NegotiatedSection offered = offered(offer, index);
            String mid = offer.media().get(index).mid();
            boolean shares = bundle.isEmpty() ? !accepted : mid != null && bundle.contains(mid);
            boolean eligible = shares && !offered.rejected();
            NegotiatedSection section = eligible ? decided(offered, policy.decide(offered)) : rejected(offered);
            accepted |= !section.rejected();
            sections.add(section);
        }
        RemoteTransport remote = accepted ? RemoteTransports.of(offer, sections, local.setup()) : null;
        return new SdpAnswer(AnswerWriter.describe(offer, local, sections, remote), sections, remote);
    }

    /** What could at most be agreed on. */
    private NegotiatedSection offered(SessionDescription offer, int index) {
        MediaDescription section = offer.media().get(index);
        String mid = section.mid() == null ? String.valueOf(index) : section.mid();
        List<MediaCodec> codecs = CodecMatch.accepted(section, capabilities);
        boolean rejected =
                section.isStopped() || !section.isSecureRtp() || !section.multiplexesRtcp() || codecs.isEmpty();
        return new NegotiatedSection(
                index,
                mid,
                section.kind(),
                rejected,
                offer.direction(section).mirrored(),
                codecs,
                rejected ? List.of() : extensions(offer, section),
                rejected ? List.of() : section.sources(),
                null);
    }

    private static NegotiatedSection decided(NegotiatedSection offered, SectionDecision decision) {
        if (!decision.accept()) {
            return rejected(offered);
        }
        boolean sends = decision.send() != null && offered.direction().sends();
        MediaDirection direction = MediaDirection.of(
                sends, decision.receive() && offered.direction().receives());
        return new NegotiatedSection(
                offered.index(),
                offered.mid(),
                offered.kind(),
                false,
                direction,
                offered.codecs(),
                offered.extensions(),
                offered.sources(),
                sends ? decision.send() : null);
    }

    private static NegotiatedSection rejected(NegotiatedSection offered) {
        return new NegotiatedSection(
                offered.index(),
                offered.mid(),
                offered.kind(),
                true,
                MediaDirection.INACTIVE,
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    private List<ExtensionMapping> extensions(SessionDescription offer, MediaDescription section) {
        List<String> taken =
                section.kind().equals("audio") ? capabilities.audioExtensions() : capabilities.videoExtensions();
        // above 14 only the two-byte form works, which wants both forms allowed (RFC 8285 section 4.1.2)
        boolean mixed = section.has("extmap-allow-mixed") || offer.has("extmap-allow-mixed");
        int largest = mixed ? 255 : 14;
        Set<String> seen = new LinkedHashSet<>();
        List<ExtensionMapping> accepted = new ArrayList<>();
        for (ExtensionMapping extension : section.extensions()) {
            boolean usable = extension.id() <= largest && extension.id() != 15;
            if (usable && taken.contains(extension.uri()) && seen.add(extension.uri())) {
                accepted.add(new ExtensionMapping(extension.id(), mirrored(extension.direction()), extension.uri()));
            }
        }
        return accepted;
    }

    private static @Nullable MediaDirection mirrored(@Nullable MediaDirection direction) {
        return direction == null ? null : direction.mirrored();
    }
}
