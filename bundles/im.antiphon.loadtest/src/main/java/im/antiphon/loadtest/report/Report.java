// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import im.antiphon.loadtest.measure.GateResult;
import im.antiphon.loadtest.measure.LoadResult;
import java.util.List;

/**
 * What there is to say of a load test.
 *
 * @param version of the tool
 * @param command the line that repeats it, without what is secret
 */
public record Report(String version, String command, LoadResult result, List<GateResult> gates) {
    public Report {
        gates = List.copyOf(gates);
    }

    public boolean passed() {
        return gates.stream().allMatch(GateResult::passed);
    }
}
