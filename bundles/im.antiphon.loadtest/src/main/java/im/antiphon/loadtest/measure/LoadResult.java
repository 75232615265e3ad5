// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import im.antiphon.loadtest.plan.LoadPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a load test has found.
 *
 * @param startedAt as ISO 8601
 * @param seconds that counted
 * @param interrupted whether it was ended before its time
 * @param gcPauses of the server by its log, or null where none was given
 */
public record LoadResult(
        String startedAt,
        LoadPlan plan,
        Machine machine,
        double seconds,
        boolean interrupted,
        ClientsResult clients,
        SetupResult setup,
        MediaResult media,
        @Nullable Percentiles gcPauses,
        List<Sample> timeline) {}
