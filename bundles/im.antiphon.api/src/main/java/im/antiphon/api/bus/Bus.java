// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One node's place on the bus. Safe from any thread; no method waits for a network.
 *
 * <p><b>Frames.</b> What one node sends to another arrives in the order it was sent. As long as neither the bus's server
 * nor the connections to it fail, each frame arrives once. Where they fail a frame may be lost, or it and those after it
 * may come again: whoever uses a bus numbers what it sends, has it acknowledged by the receiver and sends it again, which
 * is what the core does. So a plugin need not keep anything on a disk, and need not remember what it has sent.
 *
 * <p><b>Presence.</b> A node says which of its sessions are there; all other nodes are told. The bus keeps a node's
 * entries announced by itself, through every failure, until they are withdrawn, the bus is closed, or the node has not been
 * heard of for the time that the plugin is configured with: then they are gone for all others together with the node.
 *
 * <p><b>Swap.</b> A bus has nothing to hand over. Its successor is opened beside it under the same {@link BusNode} and is
 * told the same entries; both tell the listener what they hear for a moment; then the former is closed. What gets lost or
 * doubled by that is found by the numbers of the core.
 *
 * <p><b>Bounds.</b> A bus takes only so much at a time. What is beyond is refused with a {@link BusException}, never queued
 * without end.
 */
@ConsumerType
public interface Bus extends AutoCloseable {
    /** No frame is larger. */
    int MAXIMUM_FRAME_BYTES = 256 * 1024;

    /**
     * Sends a frame to another node.
     *
     * @param node the id of the addressee; where there is none of that id the frame is lost, which is no failure
     * @param frame the bus's own from now on; at most {@value #MAXIMUM_FRAME_BYTES} bytes
     * @return completes when the bus has the frame in its keeping, which is not yet the addressee's; fails with
     *     {@link BusException} where it does not take it or may not have it
     * @throws IllegalArgumentException if the frame is empty or too large
     */
    CompletionStage<@Nullable Void> send(String node, byte[] frame);

    /**
     * A session of this node is there, or has changed: the entry takes the place of a former one of the same session.
     *
     * @throws IllegalArgumentException if the entry is of another node
     */
    void announce(PresenceEntry entry);

    /** A session of this node is not there any more; does nothing where it was not announced. */
    void withdraw(String session);

    /**
     * Leaves the bus; returns when the listener is not called any more. May wait for calls of the listener, never for a
     * network. The node's entries go with it at the latest after its time, unless a successor has announced them by then.
     * A second call does nothing.
     */
    @Override
    void close();
}
