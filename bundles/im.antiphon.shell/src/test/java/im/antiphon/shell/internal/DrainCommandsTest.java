// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.session.NodeDrain;
import im.antiphon.api.session.Sessions;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainCommandsTest {
    private static final class Switch implements NodeDrain {
        private @Nullable String reason;

        @Override
        public @Nullable String reason() {
            return reason;
        }

        @Override
        public long sinceEpochMillis() {
            return 0;
        }

        @Override
        public boolean drain(String wanted) {
            boolean changes = reason == null;
            reason = changes ? wanted : reason;
            return changes;
        }

        @Override
        public boolean resume() {
            boolean changes = reason != null;
            reason = null;
            return changes;
        }
    }

    /** Sessions that are listed and nothing else. */
    private final Sessions none = (Sessions) Proxy.newProxyInstance(
            DrainCommandsTest.class.getClassLoader(),
            new Class<?>[] {Sessions.class},
            (proxy, method, arguments) -> List.of());

    private final DrainCommands commands = new DrainCommands(new Switch(), none);

    @Test
    void aNodeIsDrainedForAReasonUntilThatIsUndone() {
        assertThat(commands.drain("new kernel"))
                .isEqualTo("drained since 1970-01-01T00:00:00Z: new kernel; 0 sessions are left");
        assertThat(commands.drain()).contains("new kernel");
        assertThat(commands.undrain()).isEqualTo("takes new sessions again");
        assertThat(commands.undrain()).isEqualTo("was not drained");
        assertThat(commands.drain()).contains("ordered at the shell");
    }
}
