// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random lives of a call, against a model that is as simple as can be: devices that know only what they were
 * told, and a judge that knows which commands were carried out. Commands come at wrong moments, twice, from the wrong
 * device and from strangers; sessions come and go, nodes vanish, time passes or does not. A failure names its seed.
 */
class CallModelTest {
    private static final int LIVES = 1_500;
    private static final int STEPS = 60;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<String> USERS = List.of("ada", "bob", "cyd", "dan", "eve");
    private static final CallSettings SETTINGS = new CallSettings(45 * SECOND, 100 * SECOND, 4, true);

    /** How one device sees the call, from what it was told alone. */
    private enum View {
        NOTHING,
        OFFERED,
        TAKING_PART
    }

    private static final class Device {
        final CallParty party;
        View view = View.NOTHING;

        @Nullable
        CallSnapshot state;

        boolean saidBusy;

        Device(CallParty party) {
            this.party = party;
        }
    }

    private static final class Life implements CallSink {
        final Random random;
        final Map<String, Device> online = new LinkedHashMap<>();
        final Map<String, String> winners = new HashMap<>();
        final Set<String> gone = new HashSet<>();
        final Map<String, Long> openSince = new HashMap<>();
        final Call call;
        final int callers;
        long nowNanos;
        int sessions;
        boolean wasActive;

        Life(long seed) {
            random = new Random(seed);
            nowNanos = random.nextLong(); // also where nanoTime overflows
            for (String user : USERS) {
                for (int devices = random.nextInt(3); devices > 0; devices--) {
                    signIn(user);
                }
            }
            Device caller = signIn("ada");
            RelayPolicy relay = (now, user, current, figures) -> figures.isCutOff() ? CallMode.SFU : CallMode.P2P;
            call = new Call(nowNanos, new Call.Identity("c.n0", "n0", "default"), SETTINGS, relay, caller.party);
            caller.view = View.TAKING_PART;
            winners.put("ada", caller.party.session());
            callers = 1 + random.nextInt(3);
            call.invite(nowNanos, caller.party, invitees(callers), this);
            judge();
        }

        private Device signIn(String user) {
            String session = "s" + ++sessions + ".n" + random.nextInt(3);
            Device device = new Device(new CallParty(user, "device" + sessions, session));
            online.put(session, device);
            return device;
        }

        private List<Invitee> invitees(int count) {
            List<Invitee> invitees = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String user = USERS.get(random.nextInt(USERS.size()));
                List<Invitee.Device> devices = online.values().stream()
                        .filter(device -> device.party.user().equals(user))
                        .map(device -> new Invitee.Device(device.party.session(), device.party.device(), false))
                        .toList();
                invitees.add(new Invitee(user, devices, random.nextInt(20) == 0));
            }
            return invitees;
        }

        @Override
        public void tell(String session, CallNotice notice) {
            assertThat(gone).as("whose session has ended is told nothing").doesNotContain(session);
            Device device = online.get(session);
            assertThat(device).isNotNull();
            if (notice instanceof CallNotice.Incoming) {
                assertThat(device.view).as("offered once").isEqualTo(View.NOTHING);
                assertThat(device.saidBusy)
                        .as("who has said busy is not offered it again")
                        .isFalse();
                device.view = View.OFFERED;
            } else if (notice instanceof CallNotice.Changed changed) {
                assertThat(winners).as("only who takes part hears").containsEntry(device.party.user(), session);
                device.view = View.TAKING_PART;
                device.state = changed.snapshot();
            } else if (notice instanceof CallNotice.Moved) {
                assertThat(winners).containsEntry(device.party.user(), session);
            } else {
                assertThat(device.view).as("%s ends what there was", notice).isNotEqualTo(View.NOTHING);
                device.view = View.NOTHING;
                device.state = null;
            }
        }

        @Override
        public void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos) {
            assertThat(from).isNotEqualTo(to);
            assertThat(sinceInviteNanos).isNotNegative();
        }

        void step() {
            Device device = pick();
            int command = random.nextInt(100);
            int times = random.nextInt(10) == 0 ? 2 : 1; // a duplicate
            for (int i = 0; i < times && device != null; i++) {
                command(device, command);
                judge();
            }
            if (command >= 70) {
                surroundings(command);
                judge();
            }
        }

        private @Nullable Device pick() {
            return online.isEmpty() ? null : new ArrayList<>(online.values()).get(random.nextInt(online.size()));
        }

        private void command(Device device, int command) {
            CallParty by = device.party;
            View before = device.view;
            if (command < 20) {
                CallAnswer answer = call.ringing(nowNanos, by, this);
                assertThat(answer != CallAnswer.DONE
                                || before != View.NOTHING
                                || device.view == View.OFFERED
                                || isOfferedTo(by.user()))
                        .isTrue();
                if (answer == CallAnswer.DONE && device.view == View.NOTHING) {
                    device.view = View.OFFERED; // it knew of the call from elsewhere
                }
            } else if (command < 40) {
                accept(device);
            } else if (command < 45) {
                boolean busy = random.nextBoolean();
                boolean offered = isOfferedTo(by.user()) && !device.saidBusy;
                if (offered && device.view == View.NOTHING) {
                    device.view = View.OFFERED;
                }
                device.saidBusy |= busy && offered;
                assertThat(call.reject(nowNanos, by, busy, this) == CallAnswer.DONE || !offered)
                        .isTrue();
            } else if (command < 48) {
                call.cancel(nowNanos, by, this);
            } else if (command < 54) {
                boolean in = call.isConnected(by);
                CallAnswer answer = call.hangUp(nowNanos, by, this);
                assertThat(answer == CallAnswer.DONE).isEqualTo(in);
            } else if (command < 62) {
                call.invite(nowNanos, by, invitees(1 + random.nextInt(2)), this);
            } else if (command < 70) {
                RelayFigures figures = new RelayFigures(random.nextInt(2), -1, -1, -1, -1, -1);
                call.measured(nowNanos, by, figures, this);
            }
        }

        private void accept(Device device) {
            CallParty by = device.party;
            boolean open = isOfferedTo(by.user()) && !device.saidBusy;
            boolean had = call.isConnected(by);
            if (open) {
                winners.put(by.user(), by.session()); // before the call speaks: it is the first
            }
            CallAnswer answer = call.accept(nowNanos, by, this);
            assertThat(answer == CallAnswer.DONE)
                    .as("the first accept wins, no other")
                    .isEqualTo(open || had);
        }

        private boolean isOfferedTo(String user) {
            LegState leg = call.legOf(user);
            return leg == LegState.INVITED || leg == LegState.RINGING;
        }

        private void surroundings(int what) {
            if (what < 78) {
                Device device = signIn(USERS.get(random.nextInt(USERS.size())));
                CallParty party = device.party;
                call.deviceOnline(
                        nowNanos, party.user(), new Invitee.Device(party.session(), party.device(), false), this);
            } else if (what < 84) {
                Device device = pick();
                if (device != null) {
                    lose(Set.of(device.party.session()), random.nextBoolean() ? EndReason.LOST : EndReason.HUNG_UP);
                }
            } else if (what < 86) {
                String node = ".n" + random.nextInt(3);
                Set<String> lost = new HashSet<>(online.keySet());
                lost.removeIf(session -> !session.endsWith(node));
                lose(lost, EndReason.NODE_LOST);
            } else if (what < 98) {
                nowNanos += (long) (random.nextDouble() * random.nextInt(30) * SECOND);
                call.handleTimeout(nowNanos, this);
            } else if (what == 99 && random.nextInt(10) == 0) {
                call.end(nowNanos, EndReason.OPERATOR, this);
            }
        }

        private void lose(Set<String> sessions, EndReason reason) {
            online.keySet().removeAll(sessions);
            gone.addAll(sessions);
            winners.values().removeAll(sessions);
            call.sessionsEnded(nowNanos, sessions::contains, reason, this);
        }

        /** What must hold after whatever has happened. */
        private void judge() {
            CallSnapshot truth = call.snapshot();
            int connected = 0;
            int open = 0;
            for (CallSnapshot.LegSnapshot leg : truth.legs()) {
                CallParty party = leg.party();
                assertThat(party != null).isEqualTo(leg.state() == LegState.CONNECTED);
                assertThat(leg.reason() != null).isEqualTo(leg.state() == LegState.LEFT);
                if (party == null) {
                    winners.remove(leg.user());
                } else {
                    connected++;
                    assertThat(winners).containsEntry(leg.user(), party.session());
                    assertThat(gone).as("no leg outlives its session").doesNotContain(party.session());
                }
                if (leg.state().isOpen()) {
                    open++;
                    long since = openSince.computeIfAbsent(leg.user(), user -> nowNanos);
                    assertThat(nowNanos - since)
                            .as("rings no longer than it may")
                            .isLessThan(SETTINGS.ringNanos());
                } else {
                    openSince.remove(leg.user());
                    devicesOf(leg.user())
                            .filter(device ->
                                    party == null || !device.party.session().equals(party.session()))
                            .forEach(device -> {
                                assertThat(device.view)
                                        .as("nobody else is in it")
                                        .isEqualTo(View.NOTHING);
                                device.saidBusy = false;
                            });
                }
            }
            assertThat(truth.legs().size()).isLessThanOrEqualTo(SETTINGS.maximumLegs());
            wasActive |= connected > 1;
            for (Device device : online.values()) {
                boolean takesPart = call.isConnected(device.party);
                assertThat(device.view == View.TAKING_PART).isEqualTo(takesPart);
                if (takesPart) {
                    assertThat(device.state)
                            .as("the last state told is the truth")
                            .isEqualTo(truth);
                }
            }
            judgeWhole(truth, connected, open);
        }

        private void judgeWhole(CallSnapshot truth, int connected, int open) {
            if (truth.state() == CallState.ENDED) {
                assertThat(connected + open).isZero();
                assertThat(call.nextTimeoutNanos()).isEqualTo(Call.NEVER);
                assertThat(call.endReason()).isNotNull();
                return;
            }
            assertThat(truth.state() == CallState.ACTIVE).isEqualTo(wasActive);
            assertThat(connected).as("somebody is in it").isPositive();
            if (connected == 1 && open == 0) {
                assertThat(wasActive && truth.legs().size() > 2)
                        .as("one alone, in a group")
                        .isTrue();
            }
            assertThat(call.nextTimeoutNanos() == Call.NEVER).isEqualTo(connected > 1 && open == 0);
            if (connected > 2) {
                assertThat(truth.mode()).isEqualTo(CallMode.SFU);
            }
        }

        private Stream<Device> devicesOf(String user) {
            return online.values().stream().filter(device -> device.party.user().equals(user));
        }

        /** All lose their sessions, or time passes without anybody answering: it must be over. */
        void windUp() {
            if (random.nextBoolean()) {
                lose(new HashSet<>(online.keySet()), EndReason.LOST);
            } else {
                nowNanos += SETTINGS.ringNanos();
                call.handleTimeout(nowNanos, this);
                judge();
                for (Device device : List.copyOf(online.values())) {
                    call.hangUp(nowNanos, device.party, this);
                }
            }
            judge();
            assertThat(call.state()).isEqualTo(CallState.ENDED);
            assertThat(online.values()).allMatch(device -> device.view == View.NOTHING);
        }
    }

    @Test
    void noInterleavingBreaksTheRules() {
        long first = new Random().nextLong();
        Map<CallState, Integer> reached = new HashMap<>();
        for (int i = 0; i < LIVES; i++) {
            long seed = first + i;
            try {
                Life life = new Life(seed);
                for (int step = 0; step < STEPS; step++) {
                    life.step();
                }
                reached.merge(life.call.state(), 1, Integer::sum);
                life.windUp();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
        assertThat(reached.keySet()).as("the lives are not all alike").contains(CallState.ACTIVE, CallState.ENDED);
    }
}
