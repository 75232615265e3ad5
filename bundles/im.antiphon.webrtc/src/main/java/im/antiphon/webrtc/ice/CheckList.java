// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.webrtc.ice.CandidatePair.State;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A controlling agent's pairs, best first, those of an earlier login among them while a restart lasts. */
final class CheckList {
    /** RFC 8445, section 6.1.2.5. A full list takes no more. */
    private static final int MOST_PAIRS = 100;

    private final List<CandidatePair> pairs = new ArrayList<>();

    boolean isFull() {
        return pairs.size() == MOST_PAIRS;
    }

    int size() {
        return pairs.size();
    }

    CandidatePair get(int index) {
        return pairs.get(index);
    }

    void add(CandidatePair pair) {
        int at = 0;
        while (at < pairs.size() && Long.compareUnsigned(pairs.get(at).priority, pair.priority) >= 0) {
            at++;
        }
        pairs.add(at, pair);
    }

    /** Forgets all but one. */
    void retain(@Nullable CandidatePair kept) {
        pairs.removeIf(pair -> pair != kept);
    }

    void remove(IceLogin login) {
        pairs.removeIf(pair -> pair.login == login);
    }

    @Nullable
    CandidatePair find(IceLogin login, InetSocketAddress remote) {
        for (CandidatePair pair : pairs) {
            if (pair.login == login && pair.remote.equals(remote)) {
                return pair;
            }
        }
        return null;
    }

    @Nullable
    CandidatePair ofTransaction(long high, int low) {
        for (CandidatePair pair : pairs) {
            if (pair.isTransaction(high, low)) {
                return pair;
            }
        }
        return null;
    }

    /** The best one of a login that is in that state, or null. */
    @Nullable
    CandidatePair first(IceLogin login, State state) {
        for (CandidatePair pair : pairs) {
            if (pair.login == login && pair.state == state) {
                return pair;
            }
        }
        return null;
    }

    /** Whether a pair of that login is nominated, or a check under way would nominate it. */
    boolean hasNomination(IceLogin login) {
        for (CandidatePair pair : pairs) {
            boolean underWay = pair.state == State.IN_PROGRESS && pair.nominating;
            if (pair.login == login && (underWay || pair.nominated)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a better pair than this one may yet turn out valid. */
    boolean isPendingBefore(CandidatePair chosen) {
        for (CandidatePair pair : pairs) {
            if (pair == chosen) {
                return false;
            }
            if (pair.isPending()) {
                return true;
            }
        }
        return false;
    }

    /** Whatever check is under way counts for nothing; it is due anew. */
    void checkAgain() {
        for (CandidatePair pair : pairs) {
            if (pair.state == State.IN_PROGRESS) {
                pair.state = State.WAITING;
            }
        }
    }

    /** How many pairs wait for a check or an answer. */
    int pending() {
        int count = 0;
        for (CandidatePair pair : pairs) {
            count += pair.isPending() ? 1 : 0;
        }
        return count;
    }
}
