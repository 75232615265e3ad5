// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves a call to the forwarding unit where either side fares badly from device to device, and back where both have fared
 * well for long enough.
 *
 * <pre>
 *            bad for badNanos, or cut off
 *      p2p ─────────────────────────────────► sfu
 *          ◄─────────────────────────────────
 *            both good for patience
 * </pre>
 *
 * <p>Between good and bad lies a band in which nothing moves. Patience begins as {@code goodNanos} and doubles with each
 * move to the unit, {@value #MAXIMUM_DOUBLINGS} times at most: a way that has failed is tried again, but ever more rarely.
 */
public final class MeasuredRelayPolicy implements RelayPolicy {
    private static final int MAXIMUM_DOUBLINGS = 5;

    private enum Verdict {
        BAD,
        BETWEEN,
        GOOD
    }

    /** What a user's last figures amounted to. */
    private record Judgement(Verdict verdict, RelayFigures figures, long sinceNanos, long lastNanos) {}

    private final RelaySettings settings;
    private final Map<String, Judgement> judgements = new HashMap<>();
    private CallMode judged = CallMode.P2P;
    private int moves;

    public MeasuredRelayPolicy(RelaySettings settings) {
        this.settings = settings;
    }

    @Override
    public CallMode measured(long nowNanos, String user, CallMode current, RelayFigures figures) {
        if (current != judged) {
            judgements.clear(); // they were about the other way
            judged = current;
        }
        Judgement judgement = judge(nowNanos, judgements.get(user), figures);
        judgements.put(user, judgement);
        CallMode wanted =
                current == CallMode.P2P ? wantedFromP2p(nowNanos, judgement, figures) : wantedFromSfu(nowNanos);
        if (current == CallMode.P2P && wanted == CallMode.SFU) {
            moves++;
        }
        return wanted;
    }

    private CallMode wantedFromP2p(long nowNanos, Judgement judgement, RelayFigures figures) {
        boolean bad = judgement.verdict() == Verdict.BAD && nowNanos - judgement.sinceNanos() >= settings.badNanos();
        return bad || figures.isCutOff() ? CallMode.SFU : CallMode.P2P;
    }

    private CallMode wantedFromSfu(long nowNanos) {
        if (judgements.size() < 2) {
            return CallMode.SFU;
        }
        long patience = settings.goodNanos() << Math.min(MAXIMUM_DOUBLINGS, Math.max(0, moves - 1));
        for (Judgement each : judgements.values()) {
            boolean fresh = nowNanos - each.lastNanos() < settings.staleNanos();
            if (!fresh || each.verdict() != Verdict.GOOD || nowNanos - each.sinceNanos() < patience) {
                return CallMode.SFU;
            }
        }
        return CallMode.P2P;
    }

    private Judgement judge(long nowNanos, @Nullable Judgement before, RelayFigures figures) {
        if (before == null || nowNanos - before.lastNanos() >= settings.staleNanos()) {
            return new Judgement(verdict(figures), figures, nowNanos, nowNanos);
        }
        RelayFigures all = figures.over(before.figures()); // loads and losses come from different places
        Verdict verdict = verdict(all);
        return new Judgement(verdict, all, verdict == before.verdict() ? before.sinceNanos() : nowNanos, nowNanos);
    }

    private Verdict verdict(RelayFigures figures) {
        if (figures.reaches(settings.bad())) {
            return Verdict.BAD;
        }
        return figures.exceeds(settings.good()) ? Verdict.BETWEEN : Verdict.GOOD;
    }
}
