// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.util.Arrays;

/** The processor time that some processes take, from construction on. */
final class ProcessTime {
    private final long[] pids;
    private final double beganMicros;

    ProcessTime(long... pids) {
        this.pids = pids.clone();
        beganMicros = total();
    }

    double micros() {
        return total() - beganMicros;
    }

    private double total() {
        return Arrays.stream(pids)
                        .map(pid -> ProcessHandle.of(pid)
                                .orElseThrow()
                                .info()
                                .totalCpuDuration()
                                .orElseThrow()
                                .toNanos())
                        .sum()
                / 1e3;
    }
}
