// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.WhipClient;
import im.antiphon.loadtest.client.ClientKind;
import im.antiphon.loadtest.client.IdleClient;
import im.antiphon.loadtest.client.Listener;
import im.antiphon.loadtest.client.Participant;
import im.antiphon.loadtest.client.Publisher;
import im.antiphon.loadtest.client.RoomCalls;
import im.antiphon.loadtest.client.Seat;
import im.antiphon.loadtest.client.SimulatedClient;
import im.antiphon.loadtest.client.Surroundings;
import im.antiphon.loadtest.measure.LoadResult;
import im.antiphon.loadtest.measure.Machine;
import im.antiphon.loadtest.measure.MediaTally;
import im.antiphon.loadtest.measure.PauseLog;
import im.antiphon.loadtest.measure.Percentiles;
import im.antiphon.loadtest.measure.Sample;
import im.antiphon.loadtest.plan.LoadPlan;
import im.antiphon.loadtest.plan.Population;
import im.antiphon.loadtest.plan.RoomTalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One load test, run by the thread that calls {@link #run}: it lets clients come, talk and go as planned, and collects what
 * they heard. Clients connect on a few threads of their own, media has others. Ends by itself.
 */
public final class LoadRun {
    /** Hears how it goes, on the test's thread. */
    public interface Watcher {
        /** @param clients planned */
        void onSample(Phase phase, Sample sample, int clients);
    }

    private static final long TURN_NANOS = 5_000_000L;
    /** What is on its way when the last has fallen silent is given that long. */
    private static final long SETTLE_NANOS = 500_000_000L;
    /** After the last has begun, nobody is waited for any longer. */
    private static final long LONGEST_COMING_NANOS = 300_000_000_000L;
    /** After which who has not left is left behind. */
    private static final long LEAVE_SECONDS = 20;
    /** How often a place is drawn that may be left, until another turn. */
    private static final int MOST_DRAWS = 20;

    private final LoadPlan plan;
    private final RunSettings settings;
    private final Watcher watcher;
    private final MediaTally media = new MediaTally();
    private final ClientTally tally = new ClientTally();
    private final List<Place> places = new ArrayList<>();
    private final List<Room> rooms = new ArrayList<>();
    private final Queue<Place> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger senderIds = new AtomicInteger();
    private final SplittableRandom random;
    private volatile boolean stopped;
    private int begun;
    private int talkers;
    private boolean talkersThere;
    private long talkersThereNanos;
    /** How long clients have been let come: time, less what was waited for voices. */
    private long comingNanos;

    private long lastTurnNanos;
    private long churned;

    /** Who talks in a room, and where they sit. */
    private record Room(RoomTalk talk, List<Place> voices) {}

    public LoadRun(LoadPlan plan, RunSettings settings, Watcher watcher) {
        this.plan = plan;
        this.settings = settings;
        this.watcher = watcher;
        random = new SplittableRandom(plan.seed());
        seatEverybody();
    }

    private void seatEverybody() {
        Population population = plan.population();
        for (int room = 0; room < population.rooms(); room++) {
            rooms.add(new Room(new RoomTalk(plan.talk(), population.voices(), random.split()), new ArrayList<>()));
        }
        seat(ClientKind.PUBLISHER, population.publishers(), 0);
        seat(ClientKind.PARTICIPANT, population.participants(), population.publishers());
        talkers = places.size();
        talkersThere = talkers == 0;
        seat(ClientKind.LISTENER, population.listeners(), -1);
        for (int i = 0; i < population.idle(); i++) {
            places.add(new Place(new Seat(ClientKind.IDLE, 0, i, -1), tally, media));
        }
    }

    /** Room by room: what a step of the ramp brings is spread over all of them. */
    private void seat(ClientKind kind, int perRoom, int firstVoice) {
        for (int number = 0; number < perRoom; number++) {
            for (int room = 0; room < rooms.size(); room++) {
                Seat seat = new Seat(kind, room, number, firstVoice < 0 ? -1 : firstVoice + number);
                Place place = new Place(seat, tally, media);
                places.add(place);
                if (kind.talks()) {
                    rooms.get(room).voices().add(place);
                }
            }
        }
    }

    /** Ends it before its time, from any thread; {@link #run} then returns what there is. */
    public void stop() {
        stopped = true;
    }

    /** @throws IOException where there are no sockets to be had */
    public LoadResult run() throws IOException, InterruptedException {
        try (Engines engines = new Engines(VoicePeersSettings.on(settings.bindAddress()), settings.threads());
                ClientThreads threads = new ClientThreads(places.size())) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(plan.pace().connectTimeout())
                    .executor(threads.http());
            if (settings.tls() != null) {
                builder.sslContext(settings.tls());
            }
            return run(engines, threads, builder.build());
        }
    }

    private LoadResult run(Engines engines, ClientThreads threads, HttpClient http) throws InterruptedException {
        String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        long startNanos = System.nanoTime();
        OwnProcess own = new OwnProcess(startNanos);
        ServerProbe server = new ServerProbe(
                http, plan.endpoints().metrics(), plan.endpoints().bearerToken(), settings.serverPid());
        Sampler sampler = new Sampler(engines, tally, server, own, startNanos);
        Crew crew = new Crew(engines, threads, http, new RoomCalls());
        long lastBegins = plan.pace().ramp().lastNanos(places.size());
        Phase phase = Phase.RAMP;
        long phaseNanos = startNanos;
        long countedSent = 0;
        long sampledNanos = startNanos;
        long nowNanos = startNanos;
        while (phase != Phase.LEAVING && !stopped) {
            nowNanos = System.nanoTime();
            letCome(nowNanos - startNanos, crew);
            letTalk(nowNanos - startNanos);
            if (phase == Phase.COUNTING) {
                letGo(nowNanos - phaseNanos, crew);
            }
            long inPhaseNanos = nowNanos - phaseNanos;
            Phase next = phase.next(
                    everybodyThere() || nowNanos - startNanos - lastBegins > LONGEST_COMING_NANOS,
                    inPhaseNanos >= plan.pace().warmUp().toNanos(),
                    inPhaseNanos >= plan.pace().duration().toNanos());
            if (next != phase
                    || nowNanos - sampledNanos >= plan.pace().sampleInterval().toNanos()) {
                sampledNanos = nowNanos;
                watcher.onSample(next, sampler.sample(nowNanos, phase == Phase.COUNTING), places.size());
            }
            if (next == Phase.COUNTING && phase != next) {
                countFrom(nowNanos);
                own.mark(nowNanos);
                countedSent = engines.sent();
            }
            if (next == Phase.WARM_UP && tally.present.get() == 0) {
                stopped = true; // Nobody has come.
            }
            phaseNanos = next == phase ? phaseNanos : nowNanos;
            phase = next;
            LockSupport.parkNanos(TURN_NANOS);
        }
        boolean interrupted = phase != Phase.LEAVING;
        long endNanos = nowNanos;
        Machine machine = own.machine(endNanos);
        long sent = engines.sent() - countedSent;
        double seconds = countingSeconds(phase, phaseNanos, endNanos, interrupted);
        finish(sampler, endNanos);
        Percentiles latency = sampler.latency();
        leave(threads);
        return new LoadResult(
                startedAt,
                plan,
                machine,
                seconds,
                interrupted,
                tally.clients(),
                tally.setup(),
                media.result(sent, latency),
                gcPauses(),
                sampler.timeline());
    }

    private double countingSeconds(Phase phase, long phaseNanos, long endNanos, boolean interrupted) {
        if (!interrupted) {
            return plan.pace().duration().toMillis() / 1e3;
        }
        return phase == Phase.COUNTING ? Math.round((endNanos - phaseNanos) / 1e6) / 1e3 : 0;
    }

    // ---- coming, talking, going

    /** What clients need. */
    private record Crew(Engines engines, ClientThreads threads, HttpClient http, RoomCalls calls) {}

    private void letCome(long elapsedNanos, Crew crew) {
        if (begun == places.size()) {
            return;
        }
        boolean held = !places.get(begun).seat().kind().talks() && !voicesHaveBeenThere(elapsedNanos);
        comingNanos += held ? 0 : elapsedNanos - lastTurnNanos;
        lastTurnNanos = elapsedNanos;
        int due = held ? begun : plan.pace().ramp().begun(comingNanos, places.size());
        while (begun < due && (begun < talkers || talkersThere)) {
            Place place = places.get(begun++);
            place.coming();
            crew.threads.execute(() -> come(place, crew));
        }
    }

    /**
     * Whether all who talk have been there for a moment. Listeners come after: some servers offer them only what is published
     * already, and take as published only what has sent something.
     */
    private boolean voicesHaveBeenThere(long elapsedNanos) {
        if (!talkersThere && places.stream().limit(talkers).noneMatch(place -> place.state() == Place.State.COMING)) {
            talkersThere = true;
            talkersThereNanos = elapsedNanos;
        }
        return talkersThere && (talkers == 0 || elapsedNanos - talkersThereNanos >= SETTLE_NANOS);
    }

    private void come(Place place, Crew crew) {
        try {
            int number = senderIds.incrementAndGet();
            Surroundings around = new Surroundings(
                    plan,
                    crew.http,
                    new WhipClient(crew.http, plan.endpoints().bearerToken()),
                    crew.engines.of(number),
                    crew.threads.timer(),
                    System::nanoTime,
                    tally.signaling);
            place.come(client(around, place.seat(), number, crew.calls), around.peers(), System.nanoTime());
            arrived.add(place);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SimulatedClient client(Surroundings around, Seat seat, int senderId, RoomCalls calls) {
        return switch (seat.kind()) {
            case PUBLISHER -> new Publisher(around, seat, senderId);
            case PARTICIPANT -> new Participant(around, seat, senderId, calls);
            case LISTENER -> new Listener(around, seat);
            case IDLE -> new IdleClient(around, seat);
        };
    }

    private void letTalk(long elapsedNanos) {
        for (Room room : rooms) {
            room.talk.advance(
                    elapsedNanos, (voice, talks) -> room.voices.get(voice).talk(talks));
        }
        for (Place place = arrived.poll(); place != null; place = arrived.poll()) {
            if (place.seat().kind().talks()) {
                place.talk(
                        rooms.get(place.seat().room()).talk.talks(place.seat().voice()));
            }
        }
    }

    private void letGo(long countingNanos, Crew crew) {
        long due = plan.pace().churn().left(countingNanos);
        for (int draws = 0; churned < due && draws < MOST_DRAWS; draws++) {
            Place place = places.get(random.nextInt(places.size()));
            boolean stays = plan.population().calls()
                    && place.seat().kind() == ClientKind.PARTICIPANT
                    && place.seat().number() == 0;
            if (!stays && (place.state() == Place.State.PRESENT || place.state() == Place.State.FAILED)) {
                churned++;
                replace(place, crew);
            }
        }
    }

    private void replace(Place place, Crew crew) {
        long nowNanos = System.nanoTime();
        place.going();
        crew.threads.execute(() -> {
            try {
                place.collect(voicesFor(place), false, nowNanos);
                tally.left.incrementAndGet();
                place.go();
                place.coming();
                come(place, crew);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean everybodyThere() {
        return begun == places.size() && places.stream().noneMatch(place -> place.state() == Place.State.COMING);
    }

    private int voicesFor(Place place) {
        Population population = plan.population();
        if (place.seat().kind() == ClientKind.LISTENER) {
            return plan.endpoints().oneSessionPerSender() ? population.publishers() : population.voices();
        }
        return population.voices() - 1;
    }

    // ---- counting

    private void countFrom(long nowNanos) {
        places.forEach(place -> place.countFrom(nowNanos));
    }

    private void finish(Sampler sampler, long endNanos) {
        places.forEach(Place::hush);
        LockSupport.parkNanos(SETTLE_NANOS);
        // What was on its way, for the totals; no point of the graphs.
        sampler.settle();
        boolean steady = plan.pace().churn().perSecond() == 0;
        for (Place place : places) {
            if (place.state() == Place.State.PRESENT) {
                place.collect(voicesFor(place), steady, endNanos);
            }
        }
    }

    private void leave(ClientThreads threads) throws InterruptedException {
        for (Place place : places) {
            if (place.state() == Place.State.PRESENT) {
                place.going();
                try {
                    threads.execute(() -> {
                        try {
                            place.go();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                } catch (RejectedExecutionException e) {
                    return; // The threads are gone: so are the clients.
                }
            }
        }
        threads.finish(LEAVE_SECONDS, TimeUnit.SECONDS);
    }

    private @Nullable Percentiles gcPauses() {
        Path log = settings.gcLog();
        if (log == null) {
            return null;
        }
        try (Stream<String> lines = Files.lines(log)) {
            return PauseLog.read(lines);
        } catch (IOException | UncheckedIOException e) {
            return Percentiles.NONE;
        }
    }
}
