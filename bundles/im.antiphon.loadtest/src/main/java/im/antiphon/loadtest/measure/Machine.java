// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

/**
 * Where the test ran.
 *
 * @param cpuLoad of the whole machine in the time that counts, 0 to 1, or -1 where it is not known
 * @param ownCpu of this process in that time, 1 being one processor
 */
public record Machine(
        String system,
        String processor,
        int processors,
        long memoryBytes,
        String java,
        double cpuLoad,
        double ownCpu,
        long ownHeapBytes) {}
