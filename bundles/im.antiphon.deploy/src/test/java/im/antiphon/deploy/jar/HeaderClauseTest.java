// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderClauseTest {
    @Test
    void hasPathsAttributesAndDirectives() {
        assertThat(HeaderClause.parse("a.b; c ;version=\"[1.0,2)\";resolution:=optional, d"))
                .containsExactly(
                        new HeaderClause(
                                List.of("a.b", "c"), Map.of("version", "[1.0,2)"), Map.of("resolution", "optional")),
                        new HeaderClause(List.of("d"), Map.of(), Map.of()));
    }

    @Test
    void separatorsInQuotesSeparateNothing() {
        assertThat(HeaderClause.parse("a;uses:=\"b,c;d\";x=\"say \\\"hi\\\", \\\\\""))
                .containsExactly(
                        new HeaderClause(List.of("a"), Map.of("x", "say \"hi\", \\"), Map.of("uses", "b,c;d")));
    }

    @Test
    void typesOfAttributesAreLeftOut() {
        assertThat(HeaderClause.parse("osgi.service;objectClass:List<String>=\"x\"")
                        .get(0)
                        .attributes())
                .containsExactly(Map.entry("objectClass", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "a,", "a,,b", ";version=1", "version=1", "a;version=\"1", "a;b=c;d", "a;;b", "a;\"b\""})
    void thatHasAnotherFormIsRefused(String header) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderClause.parse(header));
    }
}
