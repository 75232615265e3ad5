// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import im.antiphon.api.session.NodeDrain;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the node is drained. Those who open sessions for clients look at it first. */
public final class DrainSwitch implements NodeDrain {
    private record Drain(String reason, long sinceEpochMillis) {}

    private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();
    private final LongSupplier epochMillis;

    public DrainSwitch(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
    }

    @Override
    public @Nullable String reason() {
        Drain current = drain.get();
        return current == null ? null : current.reason();
    }

    @Override
    public long sinceEpochMillis() {
        Drain current = drain.get();
        return current == null ? 0 : current.sinceEpochMillis();
    }

    @Override
    public boolean drain(String reason) {
        return drain.compareAndSet(null, new Drain(reason, epochMillis.getAsLong()));
    }

    @Override
    public boolean resume() {
        return drain.getAndSet(null) != null;
    }
}
