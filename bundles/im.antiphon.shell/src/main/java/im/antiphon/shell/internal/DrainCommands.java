// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.session.NodeDrain;
import im.antiphon.api.session.Sessions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:drain} and {@code antiphon:undrain}. */
@Component(
        service = DrainCommands.class,
        property = {"osgi.command.scope=antiphon", "osgi.command.function=drain", "osgi.command.function=undrain"})
public final class DrainCommands {
    private final NodeDrain drain;
    private final Sessions sessions;

    @Activate
    public DrainCommands(@Reference NodeDrain drain, @Reference Sessions sessions) {
        this.drain = drain;
        this.sessions = sessions;
    }

    /** Takes no new sessions; those there are go on. Asked again, tells how many are left. */
    @Descriptor("takes no new sessions from now on; those there are go on. Again: shows how many are left")
    public String drain() {
        return drain("ordered at the shell");
    }

    /** As {@link #drain()}, with what clients are told. */
    @Descriptor("takes no new sessions from now on, and tells clients why")
    public String drain(@Descriptor("a sentence in quotation marks") String reason) {
        drain.drain(reason);
        return "drained since "
                + Instant.ofEpochMilli(drain.sinceEpochMillis()).truncatedTo(ChronoUnit.SECONDS) + ": "
                + drain.reason() + "; " + sessions.list().size() + " sessions are left";
    }

    /** Takes new sessions again. */
    @Descriptor("takes new sessions again")
    public String undrain() {
        return drain.resume() ? "takes new sessions again" : "was not drained";
    }
}
