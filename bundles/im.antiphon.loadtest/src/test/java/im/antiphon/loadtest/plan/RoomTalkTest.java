// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RoomTalkTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long STEP = 5_000_000L;
    private static final int PLACES = 5;

    private static List<String> script(TalkPattern pattern, long seed, long stepNanos) {
        RoomTalk talk = new RoomTalk(pattern, PLACES, new SplittableRandom(seed));
        List<String> script = new ArrayList<>();
        for (long now = 0; now <= 60 * SECOND; now += stepNanos) {
            talk.advance(now, (place, talks) -> script.add(place + (talks ? " talks" : " is quiet")));
        }
        return script;
    }

    @Test
    void theSameSeedGivesTheSameConversation() {
        assertThat(script(TalkPattern.CONVERSATION, 7, STEP))
                .isEqualTo(script(TalkPattern.CONVERSATION, 7, STEP))
                .isNotEqualTo(script(TalkPattern.CONVERSATION, 8, STEP))
                .hasSizeGreaterThan(40);
    }

    @Test
    void everybodyTalksAllTheTime() {
        RoomTalk talk = new RoomTalk(TalkPattern.EVERYBODY, PLACES, new SplittableRandom(1));
        talk.advance(3600 * SECOND, (place, talks) -> assertThat(place).isNegative());
        for (int place = 0; place < PLACES; place++) {
            assertThat(talk.talks(place)).isTrue();
        }
    }

    @Test
    void nobodyEverTalks() {
        RoomTalk talk = new RoomTalk(TalkPattern.NOBODY, PLACES, new SplittableRandom(1));
        talk.advance(3600 * SECOND, (place, talks) -> assertThat(place).isNegative());
        assertThat(talk.talks(0)).isFalse();
    }

    @Property(tries = 100)
    void oneTalksAndOnlyOne(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int places) {
        RoomTalk talk = new RoomTalk(TalkPattern.ONE, places, new SplittableRandom(seed));
        for (long now = 0; now < 120 * SECOND; now += SECOND) {
            talk.advance(now, (place, talks) -> {});
            int talking = 0;
            for (int place = 0; place < places; place++) {
                talking += talk.talks(place) ? 1 : 0;
            }
            assertThat(talking).isEqualTo(1);
        }
    }

    @Property(tries = 100)
    void changesAreToldAsTheyAre(
            @ForAll long seed, @ForAll TalkPattern pattern, @ForAll @IntRange(min = 0, max = 12) int places) {
        RoomTalk talk = new RoomTalk(pattern, places, new SplittableRandom(seed));
        boolean[] known = new boolean[places];
        for (int place = 0; place < places; place++) {
            known[place] = talk.talks(place);
        }
        for (long now = 0; now < 30 * SECOND; now += 7 * STEP) {
            talk.advance(now, (place, talks) -> {
                assertThat(known[place]).isNotEqualTo(talks);
                known[place] = talks;
            });
            for (int place = 0; place < places; place++) {
                assertThat(talk.talks(place)).isEqualTo(known[place]);
            }
        }
    }

    @Test
    void aConversationIsMostlyOneVoiceAndHasPauses() {
        RoomTalk talk = new RoomTalk(TalkPattern.CONVERSATION, PLACES, new SplittableRandom(3));
        int[] voices = new int[PLACES + 1];
        int turns = 0;
        for (long now = 0; now < 600 * SECOND; now += STEP) {
            talk.advance(now, (place, talks) -> {});
            int talking = 0;
            for (int place = 0; place < PLACES; place++) {
                talking += talk.talks(place) ? 1 : 0;
            }
            voices[talking]++;
            turns++;
        }
        assertThat(voices[1] / (double) turns).isBetween(0.5, 0.8);
        assertThat(voices[0] / (double) turns).isBetween(0.1, 0.35);
        assertThat(voices[2] / (double) turns).isBetween(0.03, 0.3);
    }
}
