// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

/**
 * The server at a moment; -1 where it does not tell.
 *
 * @param sessions that it has
 * @param residentBytes of its process, which only a process on the same machine tells
 * @param cpu since the sample before, 1 being one processor
 * @param gcSeconds spent until now collecting garbage
 */
public record ServerSample(
        double sessions,
        double rooms,
        double residentBytes,
        double heapBytes,
        double directBytes,
        double descriptors,
        double threads,
        double cpu,
        double gcSeconds) {}
