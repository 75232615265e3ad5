// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/**
 * What holds for the calls of a node.
 *
 * @param call of each
 * @param relay of each
 * @param callsPerUser in which a user may be, ringing ones included; who has as many can make none, and is busy for others
 * @param calls at this node in all
 */
public record CallLimits(CallSettings call, RelaySettings relay, int callsPerUser, int calls) {
    /** Eight calls per user, 100,000 in all. */
    public static final CallLimits DEFAULT = new CallLimits(CallSettings.DEFAULT, RelaySettings.DEFAULT, 8, 100_000);

    public CallLimits {
        if (callsPerUser < 1) {
            throw new IllegalArgumentException("callsPerUser: " + callsPerUser + " (expected: >= 1)");
        }
        if (calls < 1) {
            throw new IllegalArgumentException("calls: " + calls + " (expected: >= 1)");
        }
    }
}
