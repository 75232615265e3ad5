// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the turns of an event loop where it asks the kernel for news: odd while the loop does something, even from the
 * moment it asks until it is told. So others can tell a loop that is held up from one that sleeps, without waking it.
 * Written by the loop, read by any thread.
 *
 * <p>Netty asks whether it may block right before it does, and whether somebody wants to know its times right after, before
 * it hands out what has come. A version of which that is not true would be seen as waiting while it works, which a test
 * would notice.
 */
final class TurnCount implements LongSupplier {
    private final AtomicLong turn = new AtomicLong();

    @Override
    public long getAsLong() {
        return turn.getAcquire();
    }

    private void waits() {
        turn.setRelease((turn.getPlain() + 1) & ~1L);
    }

    private void works() {
        turn.setRelease(turn.getPlain() | 1L);
    }

    private void begins() {
        turn.setRelease((turn.getPlain() + 1) | 1L);
    }

    /** The same, with the turns of each handler it makes told to {@code counted}. */
    static IoHandlerFactory counting(IoHandlerFactory factory, Counted counted) {
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor loop) {
                TurnCount turns = new TurnCount();
                counted.counted(loop, turns);
                return new Counting(factory.newHandler(loop), turns);
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    /** Told of each loop as it is made. */
    interface Counted {
        void counted(ThreadAwareExecutor loop, LongSupplier turns);
    }

    /** Between a loop and what asks the kernel. */
    private static final class Counting implements IoHandler {
        private final IoHandler handler;
        private final TurnCount turns;
        private final Asking asking;

        Counting(IoHandler handler, TurnCount turns) {
            this.handler = handler;
            this.turns = turns;
            this.asking = new Asking(turns);
        }

        @Override
        public void initialize() {
            handler.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            turns.begins();
            try {
                return handler.run(asking.of(context));
            } finally {
                turns.works();
            }
        }

        @Override
        public void prepareToDestroy() {
            handler.prepareToDestroy();
        }

        @Override
        public void destroy() {
            handler.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return handler.register(handle);
        }

        @Override
        public void wakeup() {
            handler.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return handler.isCompatible(handleType);
        }
    }

    /** What the handler asks its loop for, on its way. */
    private static final class Asking implements IoHandlerContext {
        private final TurnCount turns;
        private @Nullable IoHandlerContext context;

        Asking(TurnCount turns) {
            this.turns = turns;
        }

        IoHandlerContext of(IoHandlerContext loop) {
            context = loop;
            return this;
        }

        private IoHandlerContext loop() {
            return Objects.requireNonNull(context);
        }

        @Override
        public boolean canBlock() {
            boolean may = loop().canBlock();
            if (may) {
                turns.waits();
            }
            return may;
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            turns.works();
            return loop().shouldReportActiveIoTime();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            loop().reportActiveIoTime(activeNanos);
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return loop().delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return loop().deadlineNanos();
        }
    }
}
