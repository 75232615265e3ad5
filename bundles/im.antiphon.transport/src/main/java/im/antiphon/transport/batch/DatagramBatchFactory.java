// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.batch;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens batches over UDP sockets that somebody else owns. Safe from any thread. */
@ConsumerType
public interface DatagramBatchFactory {
    /** What logs and metrics call it. */
    String name();

    /**
     * Opens a batch over a socket.
     *
     * @param descriptor of a UDP socket that does not block; stays the caller's, who keeps it open as long as the batch is used
     * @param datagrams how many may wait at a time
     * @param bytes how many of theirs may wait at a time
     * @throws IOException where the descriptor is no such socket
     */
    DatagramBatch open(int descriptor, int datagrams, int bytes) throws IOException;
}
