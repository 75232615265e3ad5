// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which publication a source identifier belongs to. Few entries: a scan over an array is the fastest map there is. */
final class SourceTable {
    /** Sources a member may have at once; what comes beyond is unknown. */
    static final int CAPACITY = 32;

    private final int[] ssrcs = new int[CAPACITY];
    private final @Nullable Publication[] publications = new Publication[CAPACITY];
    private int size;

    @Nullable
    Publication find(int ssrc) {
        for (int i = 0; i < size; i++) {
            if (ssrcs[i] == ssrc) {
                return publications[i];
            }
        }
        return null;
    }

    /** @return false where the table is full */
    boolean put(int ssrc, Publication publication) {
        for (int i = 0; i < size; i++) {
            if (ssrcs[i] == ssrc) {
                publications[i] = publication;
                return true;
            }
        }
        if (size == CAPACITY) {
            return false;
        }
        ssrcs[size] = ssrc;
        publications[size++] = publication;
        return true;
    }

    void clear() {
        Arrays.fill(publications, null);
        size = 0;
    }
}
