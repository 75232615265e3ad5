// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomPatternTest {
    @ParameterizedTest
    @CsvSource({
        "lobby,lobby,true",
        "lobby,lobby2,false",
        "*,anything,true",
        "team-*,team-,true",
        "team-*,steam-a,false",
        "*-*,a-b-c,true",
        "*.acme,x.acme,true",
        "*.acme,x.acme.org,false",
        "call~*,call~1,true"
    })
    void lettersStandForThemselvesAndStarsForAnything(String pattern, String room, boolean matches) {
        assertThat(new RoomPattern(pattern).matches(room)).isEqualTo(matches);
    }

    /** The same as an expression of the JDK's says. */
    @Property(tries = 2_000)
    void matchesWhatTheEquivalentExpressionMatches(
            @ForAll @StringLength(min = 1, max = 12) @Chars({'a', 'b', '*'}) String pattern,
            @ForAll @StringLength(max = 16) @CharRange(from = 'a', to = 'b') String room) {
        assertThat(new RoomPattern(pattern).matches(room)).isEqualTo(Pattern.matches(pattern.replace("*", ".*"), room));
    }

    @Test
    void aHostilePatternTakesNoLongTime() {
        RoomPattern pattern = new RoomPattern("*a".repeat(60) + "b");
        assertThat(pattern.matches("a".repeat(128))).isFalse();
    }

    @Test
    void aPatternHasALength() {
        assertThatThrownBy(() -> new RoomPattern("")).hasMessageContaining("expected: 1..128");
        assertThatThrownBy(() -> new RoomPattern("x".repeat(129))).hasMessageContaining("expected: 1..128");
    }

    @Test
    void oneOfSeveralPatternsIsEnough() {
        Grants grants = new Grants(true, true, false, List.of(new RoomPattern("a*"), new RoomPattern("b")));
        assertThat(grants.permitsRoom("abc")).isTrue();
        assertThat(grants.permitsRoom("b")).isTrue();
        assertThat(grants.permitsRoom("c")).isFalse();
        assertThat(new Grants(true, true, true, List.of()).permitsRoom("a")).isFalse();
    }
}
