// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.DatagramBatchFactory;
import java.io.IOException;

/** Opens {@link MessageBatch}es. */
public final class MessageBatchFactory implements DatagramBatchFactory {
    private final boolean segmenting;

    private MessageBatchFactory(boolean segmenting) {
        this.segmenting = segmenting;
    }

    /** Whether there is what a batch needs: Linux on a 64-bit processor, whose layouts are written down here. */
    public static boolean works(String operatingSystem, String architecture) {
        return operatingSystem.equals("Linux") && (architecture.equals("amd64") || architecture.equals("aarch64"));
    }

    /** @param segmenting whether datagrams to one address may go in one piece, where the kernel can */
    public static MessageBatchFactory create(boolean segmenting) {
        return new MessageBatchFactory(segmenting);
    }

    @Override
    public String name() {
        return segmenting ? "sendmmsg+gso" : "sendmmsg";
    }

    @Override
    public DatagramBatch open(int descriptor, int datagrams, int bytes) throws IOException {
        return MessageBatch.open(descriptor, segmenting, datagrams, bytes);
    }
}
