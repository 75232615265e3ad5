// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.VoiceMilestones;
import im.antiphon.load.VoicePeer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a server, from its coming to its leaving. {@link #connect} and {@link #leave} wait for the server and are
 * called once each, one after the other; the rest is for any thread in between.
 */
public interface SimulatedClient {
    /**
     * Connects, with media where it has any.
     *
     * @param ended told, on a thread that may not block, when a connection ends that the client has not ended
     * @throws ConnectFailure where that does not come about in time; what was opened is still to be closed by {@link #leave}
     */
    void connect(Consumer<String> ended) throws ConnectFailure, InterruptedException;

    /** Whose voice it is, or null. */
    @Nullable
    VoicePeer voice();

    /** Those that hear voices. */
    List<VoicePeer> ears();

    /** When it had its answer, or {@link VoiceMilestones#NOT_YET}. */
    long answeredNanos();

    /** Says goodbye. Twice does nothing more. */
    void leave() throws InterruptedException;

    /** Media that it has, each with how far it has come. */
    default List<VoiceMilestones> milestones() {
        VoicePeer talking = voice();
        List<VoicePeer> all = ears().isEmpty() && talking != null ? List.of(talking) : ears();
        return all.stream().map(VoicePeer::milestones).toList();
    }
}
