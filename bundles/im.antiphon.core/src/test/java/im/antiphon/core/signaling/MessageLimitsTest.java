// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.limit.LimitScope;
import im.antiphon.api.limit.RateLimiter;
import im.antiphon.core.signaling.SignalingBench.Client;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageLimitsTest {
    private final SignalingBench bench = new SignalingBench();
    private final Strict strict = new Strict();

    /** Lets through until it is told otherwise; keeps what it was asked. */
    private static final class Strict implements RateLimiter {
        private final Map<LimitScope, Long> delays = new EnumMap<>(LimitScope.class);
        private final List<String> asked = new ArrayList<>();

        @Override
        public long tryTake(LimitScope scope, String key) {
            asked.add(scope.label() + " " + key);
            return delays.getOrDefault(scope, 0L);
        }

        @Override
        public void forget(LimitScope scope, String key) {
            asked.add("forget " + scope.label() + " " + key);
        }
    }

    @Test
    void everyMessageCountsForItsSessionItsUserAndItsTenant() {
        Client alice = bench.join("lobby", "Alice");
        bench.limiter = strict;
        alice.say("{'type':'state','payload':{}}");
        assertThat(strict.asked).hasSize(3);
        assertThat(strict.asked.get(0)).isEqualTo("session " + alice.id);
        assertThat(strict.asked.get(1)).startsWith("user default/");
        assertThat(strict.asked.get(2)).isEqualTo("tenant default");
        strict.asked.clear();
        alice.say("{'type':'bye'}");
        assertThat(strict.asked).contains("forget session " + alice.id);
    }

    @Test
    void aLimitedMessageTakesNoEffectAndIsToldWhenToTryAgain() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        alice.next("participant-joined");
        bench.limiter = strict;
        for (LimitScope scope : List.of(LimitScope.SESSION, LimitScope.USER, LimitScope.TENANT)) {
            strict.delays.clear();
            strict.delays.put(scope, 1_500_001L);
            bob.say("{'type':'state','id':'s-" + scope + "','payload':{'muted':true}}");
            JsonNode error = bob.next("error");
            assertThat(error.get("id").textValue()).isEqualTo("s-" + scope);
            assertThat(error.at("/payload/code").textValue()).isEqualTo("limited");
            assertThat(error.at("/payload/retryAfterMillis").intValue()).isEqualTo(2);
            alice.hearsNothingMore();
        }
        strict.delays.clear();
        bob.say("{'type':'state','id':'again','payload':{'muted':true}}");
        alice.next("participant-state");
    }

    @Test
    void whoGoesOnAllTheSameIsClosedAsAFlood() {
        Client alice = bench.join("lobby", "Alice");
        bench.limiter = strict;
        strict.delays.put(LimitScope.SESSION, 1L);
        for (int i = 0; i < SignalingLimits.DEFAULT.errors(); i++) {
            alice.say("{'type':'ping'}");
        }
        assertThat(alice.closeCode).isEqualTo(1008);
        assertThat(alice.closeReason).isEqualTo("flood");
        assertThat(bench.rooms()).isEmpty();
    }
}
