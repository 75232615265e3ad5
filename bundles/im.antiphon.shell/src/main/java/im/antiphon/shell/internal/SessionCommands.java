// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.session.Session;
import im.antiphon.api.session.Sessions;
import im.antiphon.shell.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:sessions}. */
@Component(
        service = SessionCommands.class,
        property = {"osgi.command.scope=antiphon", "osgi.command.function=sessions"})
public final class SessionCommands {
    private final Sessions sessions;

    @Activate
    public SessionCommands(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    /** All sessions that have not ended, the oldest first. */
    @Descriptor("shows the sessions that have not ended, the oldest first")
    public String sessions() {
        Table table = new Table("SESSION", "KIND", "STATE", "NAME", "TENANT", "ROOM", "SINCE");
        sessions.list().stream()
                .sorted(Comparator.comparingLong(Session::openedEpochMillis))
                .forEach(session -> {
                    String room = session.room();
                    table.row(
                            session.id(),
                            session.kind(),
                            session.state(),
                            session.displayName(),
                            session.identity().tenant(),
                            room == null ? "-" : room,
                            Instant.ofEpochMilli(session.openedEpochMillis()).truncatedTo(ChronoUnit.SECONDS));
                });
        return table.toString();
    }
}
