// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.transport.loop.HeartbeatWheel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The wheels of each event loop, one for requests and one for signaling, and the one timer that turns them. */
final class ConnectionWheels implements AutoCloseable {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final int TICKS_PER_TIMEOUT = 10;

    private final Map<EventExecutor, Wheels> byLoop = new IdentityHashMap<>();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();

    ConnectionWheels(EventLoopGroup group, GatewayLimits limits, LongSupplier nanoClock) {
        Duration requestTick = tick(limits.requestTimeout());
        Duration signalingTick = tick(limits.signaling().heartbeat());
        long now = nanoClock.getAsLong();
        for (EventExecutor loop : group) {
            HeartbeatWheel requests = new HeartbeatWheel(requestTick, Duration.ZERO, limits.requestTimeout(), now);
            HeartbeatWheel signaling = new HeartbeatWheel(
                    signalingTick,
                    limits.signaling().heartbeat(),
                    limits.signaling().timeout(),
                    now);
            byLoop.put(loop, new Wheels(requests, signaling));
            turn(loop, requests, requestTick, nanoClock);
            turn(loop, signaling, signalingTick, nanoClock);
        }
    }

    /** A fixed delay: a rate would catch up after a stall, and give up peers that were never listened to. */
    private void turn(EventExecutor loop, HeartbeatWheel wheel, Duration tick, LongSupplier nanoClock) {
        timers.add(loop.scheduleWithFixedDelay(
                () -> wheel.advance(nanoClock.getAsLong()), tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS));
    }

    private static Duration tick(Duration timeout) {
        Duration tick = timeout.dividedBy(TICKS_PER_TIMEOUT);
        return tick.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : tick.toMillis() < 1 ? Duration.ofMillis(1) : tick;
    }

    Wheels of(EventLoop loop) {
        Wheels wheels = byLoop.get(loop);
        if (wheels == null) {
            throw new IllegalArgumentException("loop: of another group");
        }
        return wheels;
    }

    /** Visits every connection, each on its own loop; returns before it is done. */
    void forEach(Consumer<HeartbeatWheel.Watched> visitor) {
        byLoop.forEach((loop, wheels) -> loop.execute(() -> {
            wheels.requests.forEach(visitor);
            wheels.signaling.forEach(visitor);
        }));
    }

    @Override
    public void close() {
        timers.forEach(timer -> timer.cancel(false));
    }

    /**
     * @param requests watches what has not been upgraded
     * @param signaling watches what has
     */
    record Wheels(HeartbeatWheel requests, HeartbeatWheel signaling) {}
}
