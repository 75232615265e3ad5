// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

/** What a link wants done. Called within the link's own calls; may not call back. */
interface LinkSink {
    /** A frame is to be put on the bus. */
    void transmit(LinkFrame frame);

    /** An envelope has come, the next of its sequence. */
    void deliver(Envelope envelope);

    /** An envelope has been handled by the addressee. */
    void acknowledged(Outgoing outgoing);

    /** The process that an envelope was sent to has ended. */
    void lost(Outgoing outgoing);
}
