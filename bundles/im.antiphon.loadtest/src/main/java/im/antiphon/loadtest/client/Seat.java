// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

/**
 * A place that one client after the other takes.
 *
 * @param room the number of its room
 * @param number of its kind in the room, from 0
 * @param voice which of the room's voices it is, from 0, or -1
 */
public record Seat(ClientKind kind, int room, int number, int voice) {
    @Override
    public String toString() {
        return kind + " " + room + "/" + number;
    }
}
