// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the offerer's transport: that of the tagged section (RFC 8843 section 7.1), even where we refuse the section
 * itself; sections that are {@code bundle-only} may not have any.
 */
final class RemoteTransports {
    private RemoteTransports() {}

    static RemoteTransport of(SessionDescription offer, List<NegotiatedSection> sections, SetupRole preferred) {
        List<MediaDescription> candidates = new ArrayList<>();
        for (String mid : offer.bundle()) {
            MediaDescription section = offer.section(mid);
            if (section != null) {
                candidates.add(section);
            }
        }
        for (NegotiatedSection section : sections) {
            if (!section.rejected()) {
                candidates.add(offer.media().get(section.index()));
            }
        }
        for (MediaDescription section : candidates) {
            RemoteTransport transport = of(offer, section, preferred);
            if (transport != null) {
                return transport;
            }
        }
        throw new SdpException(0, "no ice-ufrag, ice-pwd and fingerprint");
    }

    private static @Nullable RemoteTransport of(
            SessionDescription offer, MediaDescription section, SetupRole preferred) {
        String ufrag = offer.value(section, "ice-ufrag");
        String password = offer.value(section, "ice-pwd");
        List<Fingerprint> fingerprints = offer.fingerprints(section);
        if (ufrag == null || password == null || fingerprints.isEmpty()) {
            return null;
        }
        String options = offer.value(section, "ice-options");
        boolean trickle = hasTrickle(options);
        return new RemoteTransport(
                ufrag,
                password,
                offer.has("ice-lite"),
                trickle && !section.has("end-of-candidates"),
                fingerprints,
                localSetup(offer.setup(section), preferred),
                section.candidates());
    }

    /** RFC 8839 section 5.6 parts options by blanks; libdatachannel by commas. */
    private static boolean hasTrickle(@Nullable String options) {
        return options != null && SdpText.words(options.replace(',', ' ')).contains("trickle");
    }

    private static SetupRole localSetup(SetupRole remote, SetupRole preferred) {
        return switch (remote) {
            case ACTPASS -> preferred;
            case ACTIVE -> SetupRole.PASSIVE;
            case PASSIVE -> SetupRole.ACTIVE;
            case HOLDCONN -> throw new SdpException(0, "setup: holdconn (expected: active, passive or actpass)");
        };
    }
}
