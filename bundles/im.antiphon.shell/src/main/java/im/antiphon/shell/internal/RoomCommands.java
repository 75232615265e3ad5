// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.media.MediaServer;
import im.antiphon.shell.Table;
import java.util.Comparator;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:rooms}. */
@Component(
        service = RoomCommands.class,
        property = {"osgi.command.scope=antiphon", "osgi.command.function=rooms"})
public final class RoomCommands {
    private final MediaServer media;

    @Activate
    public RoomCommands(@Reference MediaServer media) {
        this.media = media;
    }

    /** The rooms that have peers, in the order of names. */
    @Descriptor("shows the rooms that have peers")
    public String rooms() {
        Table table = new Table("TENANT", "ROOM", "PEERS", "PUBLICATIONS", "SUBSCRIPTIONS");
        media.rooms().stream()
                .sorted(Comparator.comparing(MediaServer.MediaRoom::address))
                .forEach(room -> table.row(
                        room.address().tenant(),
                        room.address().name(),
                        room.peers(),
                        room.publications(),
                        room.subscriptions()));
        return table.toString();
    }
}
