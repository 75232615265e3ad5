// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import java.lang.ref.Cleaner;

/** The bundle that only a newer JDK builds, found by name, so that an older one runs the other benchmarks. */
public final class NativePath {
    private NativePath() {}

    /** @param library the one to use, or empty for the best */
    public static SrtpEngine engine(String library) throws ReflectiveOperationException {
        Object transforms = Class.forName("im.antiphon.srtp.ffm.NativeTransforms")
                .getMethod("find", String.class, Cleaner.class)
                .invoke(null, library, Cleaner.create());
        return new SessionSrtpEngine("native", (SrtpTransforms) transforms);
    }

    /** @param segmenting whether datagrams to one address go in one piece */
    public static DatagramBatchFactory batches(boolean segmenting) throws ReflectiveOperationException {
        return (DatagramBatchFactory) Class.forName("im.antiphon.srtp.ffm.socket.MessageBatchFactory")
                .getMethod("create", boolean.class)
                .invoke(null, segmenting);
    }
}
