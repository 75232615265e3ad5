// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.CircuitBreaker.State;
import im.antiphon.api.plugin.PluginState;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class GuardedCallsTest {
    private static final long SLEEP = BreakerBench.SETTINGS.sleepWindowNanos();

    private final BreakerBench bench = new BreakerBench();

    @Test
    void aCallThatSucceedsAnswersAndIsCounted() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        assertThat(call("storage")).isEqualTo("answer");
        assertThat(bench.count("antiphon_breaker_calls_total{name=\"storage\",outcome=\"success\"}"))
                .isEqualTo(1);
        assertThat(bench.gauge("antiphon_breaker_state{name=\"storage\"}")).isEqualTo(0);
    }

    @Test
    void whatACallThrowsIsThrownOnAndCounted() {
        bench.bind("simple", 0, BreakerBench.simple());
        assertThatThrownBy(() -> fail("storage"))
                .isInstanceOf(IOException.class)
                .hasMessage("down");
        assertThat(bench.count("antiphon_breaker_calls_total{name=\"storage\",outcome=\"failure\"}"))
                .isEqualTo(1);
    }

    @Test
    void anOpenOneAnswersByTheFallbackUntilItsProbeSucceeds() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        failThrice("storage");
        assertThat(call("storage")).isEqualTo("fallback");
        assertThat(bench.gauge("antiphon_breaker_state{name=\"storage\"}")).isEqualTo(2);
        bench.nowNanos += SLEEP;
        assertThat(call("storage")).isEqualTo("answer");
        assertThat(call("storage")).isEqualTo("answer");
        assertThat(bench.calls.breakers())
                .containsExactly(new BreakerInfo("storage", State.CLOSED, "simple@1.0.0", 2, 3, 1, 1, 1));
        assertThat(bench.count("antiphon_breaker_calls_total{name=\"storage\",outcome=\"rejected\"}"))
                .isEqualTo(1);
        assertThat(bench.count("antiphon_breaker_opened_total{name=\"storage\"}"))
                .isEqualTo(1);
        assertThat(bench.count("antiphon_breaker_halfopen_total{name=\"storage\"}"))
                .isEqualTo(1);
    }

    @Test
    void aFailingProbeOpensItAgain() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        failThrice("storage");
        bench.nowNanos += SLEEP;
        assertThatThrownBy(() -> fail("storage")).isInstanceOf(IOException.class);
        assertThat(call("storage")).isEqualTo("fallback");
        assertThat(bench.calls.breakers().get(0).opened()).isEqualTo(2);
    }

    @Test
    void downstreamsDoNotKnowOfEachOther() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        failThrice("auth");
        assertThat(call("auth")).isEqualTo("fallback");
        assertThat(call("storage")).isEqualTo("answer");
        assertThat(bench.calls.breakers()).extracting(BreakerInfo::downstream).containsExactly("auth", "storage");
    }

    @Test
    void aDownstreamMayHaveLimitsOfItsOwnAndTakesTheRestFromAllOthers() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        DownstreamLimits own = new DownstreamLimits("auth", 1, 0, 0, 0, SLEEP / 2);
        bench.calls.limit(own);
        assertThatThrownBy(() -> fail("auth")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> fail("storage")).isInstanceOf(IOException.class);
        assertThat(call("auth")).isEqualTo("fallback");
        assertThat(call("storage")).isEqualTo("answer");
        bench.nowNanos += SLEEP / 2;
        assertThat(call("auth")).isEqualTo("answer");
        bench.calls.configure(new BreakerSettings(7, 1, 1_000, 10_000_000_000L, SLEEP));
        assertThatThrownBy(() -> fail("auth")).isInstanceOf(IOException.class);
        assertThat(call("auth")).as("its own limit holds on").isEqualTo("fallback");
        bench.calls.unlimit(own);
        bench.nowNanos += SLEEP;
        assertThat(call("auth")).isEqualTo("answer");
        assertThatThrownBy(() -> fail("auth")).isInstanceOf(IOException.class);
        assertThat(call("auth")).as("seven failures are allowed to it now").isEqualTo("answer");
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedAndChangeNothing() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        assertThatThrownBy(() -> bench.calls.limit(new DownstreamLimits("auth", 1, 2, 0, 0, 0)))
                .hasMessage("failureRatio: 2.0 (expected: > 0, <= 1)");
        assertThatThrownBy(() -> fail("auth")).isInstanceOf(IOException.class);
        assertThat(call("auth")).isEqualTo("answer");
    }

    @Test
    void aCallThatEndsLaterIsCountedWhenItEnds() {
        bench.bind("simple", 0, BreakerBench.simple());
        CompletableFuture<String> pending = new CompletableFuture<>();
        CompletionStage<String> answer = bench.calls.callAsync("storage", () -> pending, GuardedCallsTest::fallback);
        assertThat(bench.calls.breakers().get(0).successes()).isZero();
        pending.complete("late");
        assertThat(answer.toCompletableFuture()).isCompletedWithValue("late");
        assertThat(bench.calls.breakers().get(0).successes()).isEqualTo(1);
    }

    @Test
    void aStageThatFailsOrNeverBeginsIsAFailure() {
        bench.bind("simple", 0, BreakerBench.simple());
        for (int i = 0; i < 2; i++) {
            assertThat(bench.calls
                            .callAsync(
                                    "storage",
                                    () -> CompletableFuture.<String>failedFuture(new IOException("down")),
                                    GuardedCallsTest::fallback)
                            .toCompletableFuture())
                    .isCompletedExceptionally();
        }
        CompletionStage<String> unbegun = bench.calls.callAsync(
                "storage",
                () -> {
                    throw new IllegalStateException("not even begun");
                },
                GuardedCallsTest::fallback);
        assertThat(unbegun.toCompletableFuture()).isCompletedExceptionally();
        assertThat(bench.calls
                        .callAsync(
                                "storage",
                                () -> CompletableFuture.completedFuture("answer"),
                                GuardedCallsTest::fallback)
                        .toCompletableFuture())
                .isCompletedWithValue("fallback");
    }

    @Test
    void aSwapKeepsTheWindowAndTheCallsUnderWay() throws Exception {
        bench.bind("old", 0, BreakerBench.simple());
        CompletableFuture<String> pending = new CompletableFuture<>();
        CompletionStage<String> underWay = bench.calls.callAsync("storage", () -> pending, GuardedCallsTest::fallback);
        assertThatThrownBy(() -> fail("storage")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> fail("storage")).isInstanceOf(IOException.class);
        bench.bind("new", 10, BreakerBench.simple());
        assertThat(bench.servedBy()).isEqualTo("new@1.0.0");
        pending.completeExceptionally(new IOException("down"));
        assertThat(underWay.toCompletableFuture()).isCompletedExceptionally();
        assertThat(bench.calls.breakers().get(0).state())
                .as("the third in a row")
                .isEqualTo(State.OPEN);
    }

    @Test
    void aSwapKeepsItOpenAndTheFormerPluginIsLetGo() throws Exception {
        long old = bench.bind("old", 10, BreakerBench.simple());
        bench.bind("standby", 0, BreakerBench.simple());
        failThrice("storage");
        assertThat(bench.slot.unbind(old)).as("nothing of it is in use").isTrue();
        assertThat(bench.servedBy()).isEqualTo("standby@1.0.0");
        assertThat(call("storage")).isEqualTo("fallback");
        bench.nowNanos += SLEEP;
        assertThat(call("storage")).isEqualTo("answer");
    }

    @Test
    void withoutAPluginCallsAreMadeUnguarded() throws Exception {
        assertThat(call("storage")).isEqualTo("answer");
        assertThat(bench.servedBy()).isEqualTo("built-in");
        long only = bench.bind("only", 0, BreakerBench.simple());
        assertThat(bench.servedBy()).isEqualTo("only@1.0.0");
        failThrice("storage");
        assertThat(call("storage")).isEqualTo("fallback");
        bench.slot.unbind(only);
        assertThat(call("storage")).isEqualTo("answer");
        bench.bind("another", 0, BreakerBench.simple());
        assertThat(call("storage")).as("it goes on sleeping").isEqualTo("fallback");
    }

    @Test
    void aPluginThatThrowsIsReplacedByTheNextBestWithWhatIsKnown() throws Exception {
        bench.bind("good", 0, BreakerBench.simple());
        bench.bind("bad", 10, (name, settings, nowNanos, seed) -> new BreakerBench.Simple(settings, nowNanos, seed) {
            @Override
            public long tryAcquire(long now) {
                if (state() == State.OPEN) {
                    throw new IllegalStateException("no idea");
                }
                return super.tryAcquire(now);
            }
        });
        failThrice("storage");
        assertThat(call("storage")).isEqualTo("fallback");
        assertThat(bench.servedBy()).isEqualTo("good@1.0.0");
        bench.nowNanos += SLEEP;
        assertThat(call("storage")).isEqualTo("answer");
    }

    @Test
    void aPluginThatThrowsAlwaysIsQuarantinedAndReturnsByAnOperatorsWord() throws Exception {
        bench.bind("good", 0, BreakerBench.simple());
        bench.bind("bad", 10, (name, settings, nowNanos, seed) -> {
            throw new IllegalStateException("cannot");
        });
        for (String downstream : new String[] {"a", "b", "c", "d"}) {
            assertThat(call(downstream)).isEqualTo("answer");
        }
        assertThat(bench.slot.list())
                .anyMatch(plugin -> plugin.name().equals("bad") && plugin.state() == PluginState.QUARANTINED);
        assertThat(bench.calls.breakers()).extracting(BreakerInfo::servedBy).containsOnly("good@1.0.0");
        assertThat(bench.created).filteredOn(each -> each.startsWith("bad")).hasSizeLessThan(6);
        bench.slot.releaseQuarantine("bad");
        assertThat(bench.created.get(bench.created.size() - 2)).startsWith("bad");
    }

    @Test
    void otherwiseHostilePluginsEndAtTheSlotToo() throws Exception {
        bench.bind("null", 30, (name, settings, nowNanos, seed) -> sneakNull());
        bench.bind("mute", 20, (name, settings, nowNanos, seed) -> new BreakerBench.Simple(settings, nowNanos, seed) {
            @Override
            public State state() {
                return sneakNull();
            }
        });
        bench.bind("odd", 10, (name, settings, nowNanos, seed) -> new BreakerBench.Simple(settings, nowNanos, seed) {
            @Override
            public long tryAcquire(long now) {
                return Long.MIN_VALUE;
            }
        });
        assertThat(call("storage")).as("a permit below zero is none").isEqualTo("fallback");
        assertThat(bench.servedBy()).isEqualTo("odd@1.0.0");
    }

    @Test
    void newSettingsAreInForceAtOnceAndKeepTheWindow() throws Exception {
        bench.bind("simple", 0, BreakerBench.simple());
        assertThatThrownBy(() -> fail("storage")).isInstanceOf(IOException.class);
        bench.calls.configure(new BreakerSettings(2, 1, 1_000, 10_000_000_000L, SLEEP));
        assertThatThrownBy(() -> fail("storage")).isInstanceOf(IOException.class);
        assertThat(call("storage")).isEqualTo("fallback");
    }

    @Test
    void aNameThatIsNoNameIsRefused() {
        for (String name : new String[] {"", "Storage", "a b", "a\"b", "x".repeat(65)}) {
            assertThatThrownBy(() -> call(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("downstream: " + name);
        }
    }

    @Test
    void closedItLetsPluginsAndGaugesGo() throws Exception {
        long only = bench.bind("only", 0, BreakerBench.simple());
        call("storage");
        bench.calls.close();
        assertThat(bench.gauge("antiphon_breaker_state{name=\"storage\"}")).isNull();
        assertThat(bench.slot.list().get(0).users()).isZero();
        assertThat(bench.slot.unbind(only)).isTrue();
    }

    private String call(String downstream) throws Exception {
        return bench.calls.call(downstream, () -> "answer", () -> "fallback");
    }

    private String fail(String downstream) throws Exception {
        Callable<String> failing = () -> {
            throw new IOException("down");
        };
        return bench.calls.call(downstream, failing, () -> "fallback");
    }

    private void failThrice(String downstream) {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> fail(downstream)).isInstanceOf(IOException.class);
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T sneakNull() {
        return null;
    }

    private static CompletionStage<String> fallback() {
        return CompletableFuture.completedFuture("fallback");
    }
}
