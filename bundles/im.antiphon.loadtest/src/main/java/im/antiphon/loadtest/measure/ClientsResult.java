// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import java.util.Map;

/**
 * Who came, and who did not.
 *
 * @param begun clients that tried to connect, those of churn included
 * @param connected those that did
 * @param failed those that did not
 * @param ended connections that ended before their client left
 * @param left clients that left during the test, because of churn
 * @param failures how often for which reason a client did not connect
 * @param endings how often for which reason a connection ended
 * @param kinds connected clients by kind
 */
public record ClientsResult(
        long begun,
        long connected,
        long failed,
        long ended,
        long left,
        Map<String, Long> failures,
        Map<String, Long> endings,
        Map<String, Long> kinds) {
    public double failedFraction() {
        return begun == 0 ? 0 : failed / (double) begun;
    }
}
