// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import im.antiphon.srtp.ffm.call.SharedLibrary;

/** A bare socket, whose descriptor Java does not hide. */
final class UdpSocket implements AutoCloseable {
    private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;

    final int descriptor;

    UdpSocket(int family) {
        try {
            descriptor = (int) SharedLibrary.c()
                    .function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                    .invokeExact(family, SOCK_DGRAM_NONBLOCK, 0);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int)
                    SharedLibrary.c().function("close", JAVA_INT, JAVA_INT).invokeExact(descriptor);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }
}
