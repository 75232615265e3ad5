// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final CallParty ADA = new CallParty("ada", "phone", "a1");
    private static final CallParty BOB = new CallParty("bob", "phone", "b1");
    private static final CallParty BOBS_LAPTOP = new CallParty("bob", "laptop", "b2");
    private static final CallParty EVE = new CallParty("eve", "phone", "e1");
    private static final RelayPolicy STAYS = (nowNanos, user, current, figures) -> current;

    private final List<String> told = new ArrayList<>();
    private final List<String> moves = new ArrayList<>();
    private final CallSink out = new CallSink() {
        @Override
        public void tell(String session, CallNotice notice) {
            told.add(session + " " + words(notice));
        }

        @Override
        public void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos) {
            moves.add(from.label() + ">" + to.label() + " " + sinceInviteNanos / SECOND);
        }
    };
    private long nowNanos = 7 * SECOND;

    private static String words(CallNotice notice) {
        if (notice instanceof CallNotice.Changed changed) {
            StringBuilder words = new StringBuilder(changed.snapshot().state().label());
            changed.snapshot().legs().forEach(leg -> words.append(' ')
                    .append(leg.user())
                    .append('=')
                    .append(
                            leg.reason() == null
                                    ? leg.state().label()
                                    : leg.reason().label()));
            return words.toString();
        } else if (notice instanceof CallNotice.Incoming incoming) {
            return "incoming from " + incoming.from().user() + " for " + String.join(",", incoming.users());
        } else if (notice instanceof CallNotice.Taken taken) {
            return "taken on " + taken.device();
        } else if (notice instanceof CallNotice.Ended ended) {
            return "ended " + ended.reason().label() + " " + ended.durationMillis();
        }
        return "moved to " + ((CallNotice.Moved) notice).mode().label();
    }

    private List<String> news() {
        List<String> news = List.copyOf(told);
        told.clear();
        return news;
    }

    private Call call(CallSettings settings, RelayPolicy relay) {
        return new Call(nowNanos, new Call.Identity("c1.n1", "n1", "default"), settings, relay, ADA);
    }

    private Call call(Invitee... invitees) {
        Call call = call(CallSettings.DEFAULT, STAYS);
        assertThat(call.invite(nowNanos, ADA, List.of(invitees), out)).isEqualTo(CallAnswer.DONE);
        return call;
    }

    private static Invitee user(CallParty... devices) {
        return new Invitee(
                devices[0].user(),
                List.of(devices).stream()
                        .map(device -> new Invitee.Device(device.session(), device.device(), false))
                        .toList(),
                false);
    }

    private static Invitee nobody(String user) {
        return new Invitee(user, List.of(), false);
    }

    @Test
    void twoPeopleTalkAndHangUp() {
        Call call = call(user(BOB));
        assertThat(news()).containsExactly("b1 incoming from ada for ada,bob", "a1 inviting ada=connected bob=invited");
        nowNanos += SECOND;
        assertThat(call.ringing(nowNanos, BOB, out)).isEqualTo(CallAnswer.DONE);
        assertThat(news()).containsExactly("a1 inviting ada=connected bob=ringing");
        nowNanos += SECOND;
        assertThat(call.accept(nowNanos, BOB, out)).isEqualTo(CallAnswer.DONE);
        assertThat(news())
                .containsExactly("a1 active ada=connected bob=connected", "b1 active ada=connected bob=connected");
        nowNanos += 60 * SECOND;
        assertThat(call.nextTimeoutNanos()).isEqualTo(Call.NEVER);
        assertThat(call.hangUp(nowNanos, BOB, out)).isEqualTo(CallAnswer.DONE);
        assertThat(news()).containsExactly("b1 ended hung-up 60000", "a1 ended hung-up 60000");
        assertThat(call.state()).isEqualTo(CallState.ENDED);
        assertThat(moves)
                .containsExactly(
                        "left>unreachable 0",
                        "unreachable>invited 0",
                        "invited>ringing 1",
                        "ringing>connected 2",
                        "connected>left 62",
                        "connected>left 62");
    }

    @Test
    void theFirstDeviceToAcceptWinsAndTheOthersLearnWhich() {
        Call call = call(user(BOB, BOBS_LAPTOP));
        call.ringing(nowNanos, BOB, out);
        news();
        assertThat(call.accept(nowNanos, BOBS_LAPTOP, out)).isEqualTo(CallAnswer.DONE);
        assertThat(news())
                .containsExactly(
                        "b1 taken on laptop",
                        "a1 active ada=connected bob=connected",
                        "b2 active ada=connected bob=connected");
        assertThat(call.accept(nowNanos, BOB, out)).isEqualTo(CallAnswer.STATE);
        assertThat(call.hangUp(nowNanos, BOB, out)).isEqualTo(CallAnswer.STATE);
        assertThat(call.accept(nowNanos, BOBS_LAPTOP, out)).as("said twice").isEqualTo(CallAnswer.DONE);
        assertThat(news()).isEmpty();
    }

    @Test
    void whoDeclinesDoesSoForAllDevices() {
        Call call = call(user(BOB, BOBS_LAPTOP));
        news();
        call.reject(nowNanos, BOB, false, out);
        assertThat(news()).containsExactly("b1 ended declined 0", "b2 taken on phone", "a1 ended declined 0");
        assertThat(call.endReason()).isEqualTo(EndReason.DECLINED);
    }

    @Test
    void aBusyDeviceLeavesTheOthersRinging() {
        Call call = call(user(BOB, BOBS_LAPTOP));
        news();
        call.reject(nowNanos, BOB, true, out);
        assertThat(call.reject(nowNanos, BOB, true, out)).as("said twice").isEqualTo(CallAnswer.DONE);
        assertThat(call.accept(nowNanos, BOB, out)).isEqualTo(CallAnswer.STATE);
        assertThat(news()).containsExactly("b1 ended busy 0");
        call.reject(nowNanos, BOBS_LAPTOP, true, out);
        assertThat(news()).containsExactly("b2 ended busy 0", "a1 ended busy 0");
    }

    @Test
    void withoutCallWaitingAUserWhoseDevicesAreAllInCallsIsBusy() {
        Invitee.Device engaged = new Invitee.Device("b1", "phone", true);
        Invitee.Device free = new Invitee.Device("b2", "laptop", false);
        CallSettings settings = new CallSettings(SECOND, SECOND, 10, false);
        Call refused = call(settings, STAYS);
        refused.invite(nowNanos, ADA, List.of(new Invitee("bob", List.of(engaged), false)), out);
        assertThat(refused.endReason()).isEqualTo(EndReason.BUSY);
        Call rings = call(settings, STAYS);
        rings.invite(nowNanos, ADA, List.of(new Invitee("bob", List.of(engaged, free), false)), out);
        assertThat(rings.legOf("bob")).isEqualTo(LegState.INVITED);
        Call waits = call(new Invitee("bob", List.of(engaged), false));
        assertThat(waits.legOf("bob")).as("with call waiting").isEqualTo(LegState.INVITED);
    }

    @Test
    void aUserInTooManyCallsIsBusy() {
        Call call = call(new Invitee("bob", List.of(new Invitee.Device("b1", "phone", false)), true));
        assertThat(call.endReason()).isEqualTo(EndReason.BUSY);
        assertThat(news()).containsExactly("a1 ended busy 0");
    }

    @Test
    void nobodyAnswersWithinTheRingTime() {
        Call call = call(user(BOB));
        call.ringing(nowNanos, BOB, out);
        news();
        long due = call.nextTimeoutNanos();
        assertThat(due - nowNanos).isEqualTo(45 * SECOND);
        call.handleTimeout(due - 1, out);
        assertThat(news()).isEmpty();
        call.handleTimeout(due, out);
        assertThat(news()).containsExactly("b1 ended no-answer 0", "a1 ended no-answer 0");
    }

    @Test
    void whoIsAwayIsUnreachableWhenTheRingTimeIsOver() {
        Call call = call(nobody("bob"));
        assertThat(news()).containsExactly("a1 inviting ada=connected bob=unreachable");
        call.handleTimeout(call.nextTimeoutNanos(), out);
        assertThat(news()).containsExactly("a1 ended unreachable 0");
    }

    @Test
    void whoComesOnlineWithinTheRingTimeIsToldOnce() {
        Call call = call(nobody("bob"));
        news();
        Invitee.Device phone = new Invitee.Device("b1", "phone", false);
        call.deviceOnline(nowNanos, "bob", phone, out);
        call.deviceOnline(nowNanos, "bob", phone, out);
        assertThat(news()).containsExactly("b1 incoming from ada for ada,bob", "a1 inviting ada=connected bob=invited");
        call.deviceOnline(nowNanos, "mallory", new Invitee.Device("m1", "phone", false), out);
        assertThat(news()).isEmpty();
    }

    @Test
    void aUserWhoseDevicesAllGoIsUnreachableAgain() {
        Call call = call(user(BOB, BOBS_LAPTOP));
        call.sessionsEnded(nowNanos, "b1"::equals, EndReason.LOST, out);
        assertThat(call.legOf("bob")).isEqualTo(LegState.INVITED);
        call.sessionsEnded(nowNanos, "b2"::equals, EndReason.LOST, out);
        assertThat(call.legOf("bob")).isEqualTo(LegState.UNREACHABLE);
    }

    @Test
    void whoCallsMayChangeTheirMindUntilSomebodyAnswers() {
        Call call = call(user(BOB));
        news();
        assertThat(call.cancel(nowNanos, BOB, out)).isEqualTo(CallAnswer.STATE);
        assertThat(call.cancel(nowNanos, ADA, out)).isEqualTo(CallAnswer.DONE);
        assertThat(news()).containsExactly("b1 ended cancelled 0", "a1 ended cancelled 0");
        Call answered = call(user(BOB));
        answered.accept(nowNanos, BOB, out);
        assertThat(answered.cancel(nowNanos, ADA, out)).isEqualTo(CallAnswer.STATE);
        assertThat(answered.state()).isEqualTo(CallState.ACTIVE);
    }

    @Test
    void hangingUpBeforeAnyAnswerCancels() {
        Call call = call(user(BOB), user(EVE));
        news();
        call.hangUp(nowNanos, ADA, out);
        assertThat(news()).containsExactly("a1 ended hung-up 0", "b1 ended cancelled 0", "e1 ended cancelled 0");
        assertThat(call.endReason()).isEqualTo(EndReason.CANCELLED);
    }

    @Test
    void aGroupGoesOnUntilTheLastOneIsOut() {
        Call call = call(user(BOB), user(EVE));
        assertThat(call.mode()).isEqualTo(CallMode.SFU);
        call.accept(nowNanos, BOB, out);
        call.reject(nowNanos, EVE, false, out);
        news();
        call.hangUp(nowNanos, ADA, out);
        assertThat(news()).containsExactly("a1 ended hung-up 0", "b1 active ada=hung-up bob=connected eve=declined");
        assertThat(call.state()).isEqualTo(CallState.ACTIVE);
        call.invite(nowNanos, BOB, List.of(user(EVE)), out);
        assertThat(call.accept(nowNanos, EVE, out)).isEqualTo(CallAnswer.DONE);
        call.hangUp(nowNanos, EVE, out);
        call.hangUp(nowNanos, BOB, out);
        assertThat(call.endReason()).isEqualTo(EndReason.HUNG_UP);
    }

    @Test
    void whoIsLeftAloneInAGroupIsNotKeptForEver() {
        Call call = call(user(BOB), user(EVE));
        call.accept(nowNanos, BOB, out);
        call.reject(nowNanos, EVE, false, out);
        assertThat(call.nextTimeoutNanos()).isEqualTo(Call.NEVER);
        nowNanos += SECOND;
        call.hangUp(nowNanos, BOB, out);
        assertThat(call.nextTimeoutNanos() - nowNanos).isEqualTo(300 * SECOND);
        news();
        call.handleTimeout(nowNanos + 300 * SECOND, out);
        assertThat(news()).containsExactly("a1 ended alone 301000");
    }

    @Test
    void invitingAThirdMakesAGroupWhichGoesThroughTheUnitOnceTheThirdIsIn() {
        Call call = call(user(BOB));
        call.accept(nowNanos, BOB, out);
        call.invite(nowNanos, BOB, List.of(user(EVE), user(BOB), user(ADA)), out);
        assertThat(call.mode()).isEqualTo(CallMode.P2P);
        news();
        call.accept(nowNanos, EVE, out);
        String state = " active ada=connected bob=connected eve=connected";
        assertThat(news())
                .containsExactly(
                        "a1" + state,
                        "b1" + state,
                        "e1" + state,
                        "a1 moved to sfu",
                        "b1 moved to sfu",
                        "e1 moved to sfu");
        call.hangUp(nowNanos, ADA, out);
        assertThat(call.state()).isEqualTo(CallState.ACTIVE);
    }

    @Test
    void onlyWhoIsInTheCallInvites() {
        Call call = call(user(BOB, BOBS_LAPTOP));
        assertThat(call.invite(nowNanos, BOB, List.of(user(EVE)), out)).isEqualTo(CallAnswer.STATE);
        assertThat(call.invite(nowNanos, EVE, List.of(user(EVE)), out)).isEqualTo(CallAnswer.NOT_FOUND);
        call.accept(nowNanos, BOB, out);
        assertThat(call.invite(nowNanos, BOBS_LAPTOP, List.of(user(EVE)), out)).isEqualTo(CallAnswer.STATE);
    }

    @Test
    void strangersFindNothing() {
        Call call = call(user(BOB));
        news();
        RelayFigures figures = RelayFigures.UNKNOWN;
        assertThat(List.of(
                        call.ringing(nowNanos, EVE, out),
                        call.accept(nowNanos, EVE, out),
                        call.reject(nowNanos, EVE, false, out),
                        call.cancel(nowNanos, EVE, out),
                        call.hangUp(nowNanos, EVE, out),
                        call.measured(nowNanos, EVE, figures, out)))
                .containsOnly(CallAnswer.NOT_FOUND);
        assertThat(news()).isEmpty();
    }

    @Test
    void aCallThatIsOverIsNotFound() {
        Call call = call(user(BOB));
        call.end(nowNanos, EndReason.OPERATOR, out);
        assertThat(news()).endsWith("a1 ended operator 0", "b1 ended operator 0");
        call.end(nowNanos, EndReason.SHUTDOWN, out);
        call.handleTimeout(nowNanos + 1_000 * SECOND, out);
        call.sessionsEnded(nowNanos, session -> true, EndReason.LOST, out);
        call.deviceOnline(nowNanos, "bob", new Invitee.Device("b9", "tv", false), out);
        assertThat(call.accept(nowNanos, BOB, out)).isEqualTo(CallAnswer.NOT_FOUND);
        assertThat(call.hangUp(nowNanos, ADA, out)).isEqualTo(CallAnswer.NOT_FOUND);
        assertThat(news()).isEmpty();
        assertThat(call.endReason()).isEqualTo(EndReason.OPERATOR);
    }

    @Test
    void whoseSessionIsLostHasLeft() {
        Call call = call(user(BOB));
        call.accept(nowNanos, BOB, out);
        news();
        nowNanos += 3 * SECOND;
        call.sessionsEnded(nowNanos, "b1"::equals, EndReason.LOST, out);
        assertThat(news()).containsExactly("a1 ended lost 3000");
    }

    @Test
    void aNodeThatGoesTakesItsParticipantsWithIt() {
        Call call = call(user(BOB), user(EVE));
        call.accept(nowNanos, BOB, out);
        news();
        call.sessionsEnded(nowNanos, session -> !session.equals("a1"), EndReason.NODE_LOST, out);
        assertThat(news()).containsExactly("a1 active ada=connected bob=node-lost eve=unreachable");
    }

    @Test
    void theCallerWhoIsLostLeavesNobodyRinging() {
        Call call = call(user(BOB));
        news();
        call.sessionsEnded(nowNanos, "a1"::equals, EndReason.LOST, out);
        assertThat(news()).containsExactly("b1 ended cancelled 0");
        assertThat(call.endReason()).isEqualTo(EndReason.LOST);
    }

    @Test
    void legsAreBounded() {
        Call call = call(new CallSettings(SECOND, SECOND, 3, true), STAYS);
        assertThat(call.invite(nowNanos, ADA, List.of(nobody("b"), nobody("c"), nobody("d")), out))
                .isEqualTo(CallAnswer.FULL);
        assertThat(call.invite(nowNanos, ADA, List.of(nobody("b"), nobody("c"), nobody("b")), out))
                .isEqualTo(CallAnswer.DONE);
        assertThat(call.invite(nowNanos, ADA, List.of(nobody("e")), out)).isEqualTo(CallAnswer.FULL);
    }

    @Test
    void thePolicyMovesOneToOneCallsAndBothLearnOfIt() {
        Call call = call(
                CallSettings.DEFAULT,
                (now, user, current, figures) -> figures.isCutOff() ? CallMode.SFU : CallMode.P2P);
        RelayFigures cutOff = new RelayFigures(1, -1, -1, -1, -1, -1);
        call.invite(nowNanos, ADA, List.of(user(BOB)), out);
        assertThat(call.measured(nowNanos, ADA, cutOff, out)).isEqualTo(CallAnswer.DONE);
        assertThat(call.mode()).as("before anybody has answered").isEqualTo(CallMode.P2P);
        call.accept(nowNanos, BOB, out);
        news();
        call.measured(nowNanos, BOB, cutOff, out);
        assertThat(call.mode()).isEqualTo(CallMode.SFU);
        assertThat(news())
                .containsExactly(
                        "a1 active ada=connected bob=connected",
                        "b1 active ada=connected bob=connected",
                        "a1 moved to sfu",
                        "b1 moved to sfu");
        call.measured(nowNanos, ADA, RelayFigures.UNKNOWN, out);
        assertThat(call.mode()).isEqualTo(CallMode.P2P);
    }

    @Test
    void aGroupIsNeverMoved() {
        Call call = call(CallSettings.DEFAULT, (now, user, current, figures) -> CallMode.P2P);
        call.invite(nowNanos, ADA, List.of(user(BOB), user(EVE)), out);
        call.accept(nowNanos, BOB, out);
        call.measured(nowNanos, BOB, RelayFigures.UNKNOWN, out);
        assertThat(call.mode()).isEqualTo(CallMode.SFU);
    }
}
