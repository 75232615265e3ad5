// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The engine for peers that connect now: of those that are there the one of the highest ranking, the portable one where there is
 * no other. A peer keeps the engine it began with, whatever comes or goes. Safe from any thread.
 */
public final class SrtpEngines implements SrtpEngine {
    private static final SrtpEngine PORTABLE = new PortableSrtpEngine();

    private final String only;
    private final List<Ranked> present = new ArrayList<>(); // guarded by this
    private volatile SrtpEngine chosen = PORTABLE;

    private record Ranked(SrtpEngine engine, int ranking) {}

    /** @param only the name of the one engine to use where it is there, or empty for the best */
    public SrtpEngines(String only) {
        this.only = only;
    }

    /** An engine has come. */
    public synchronized void add(SrtpEngine engine, int ranking) {
        present.add(new Ranked(engine, ranking));
        choose();
    }

    /** An engine goes. */
    public synchronized void remove(SrtpEngine engine) {
        present.removeIf(ranked -> ranked.engine() == engine);
        choose();
    }

    private void choose() {
        chosen = present.stream()
                .filter(ranked -> only.isEmpty() || ranked.engine().name().equals(only))
                .max(Comparator.comparingInt(Ranked::ranking))
                .map(Ranked::engine)
                .orElse(PORTABLE);
    }

    /** The name of the engine that peers get now. */
    @Override
    public String name() {
        return chosen.name();
    }

    @Override
    public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
        return chosen.protector(profile, masterKey);
    }

    @Override
    public SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey) {
        return chosen.unprotector(profile, masterKey);
    }
}
