// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

/**
 * A load test.
 *
 * @param roomPrefix what rooms are called, with a number behind
 * @param payloadLength of a voice's packets, in bytes
 * @param seed of who talks when and who leaves
 */
public record LoadPlan(
        Endpoints endpoints,
        Population population,
        Pace pace,
        TalkPattern talk,
        String roomPrefix,
        int payloadLength,
        long seed) {
    public LoadPlan {
        if (!roomPrefix.matches("[A-Za-z0-9._~-]{1,64}")) {
            throw new IllegalArgumentException(
                    "room-prefix: " + roomPrefix + " (expected: 1..64 of A-Z a-z 0-9 . _ ~ -)");
        }
        if (payloadLength < 24 || payloadLength > 1000) {
            throw new IllegalArgumentException("payload: " + payloadLength + " (expected: 24..1000)");
        }
    }

    public String room(int number) {
        return roomPrefix + number;
    }
}
