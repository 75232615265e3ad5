// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.srtp.ffm.call.SharedLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls that are used, with the layouts and numbers of 64-bit Linux. */
final class Linux {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int EOPNOTSUPP = 95;
    static final int ENOBUFS = 105;

    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;

    /** Bytes of errno's segment. */
    static final long ERRNO_LENGTH = Linker.Option.captureStateLayout().byteSize();

    private static final long ERRNO =
            Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final SharedLibrary C = SharedLibrary.c();
    private static final MethodHandle SENDMMSG =
            C.functionWithErrno("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = C.function("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            C.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

    private Linux() {}

    /**
     * {@code sendmmsg(2)}.
     *
     * @param errno takes the error
     * @return how many messages have been sent, or minus the error
     */
    static int send(MemorySegment errno, int descriptor, long messages, int count) {
        int sent;
        try {
            sent = (int) SENDMMSG.invokeExact(errno, descriptor, messages, count, 0);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
        return sent >= 0 ? sent : -Memory.getInt(errno.address() + ERRNO);
    }

    /** The address family of a socket, or -1 where the descriptor is none. */
    static int familyOf(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(128, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, 128);
            int result = (int) GETSOCKNAME.invokeExact(descriptor, name, length);
            return result == 0 ? Memory.getShort(name.address()) : -1;
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Whether the kernel can cut a datagram up for this socket; what is set is what was, none. */
    static boolean canSegment(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocateFrom(JAVA_INT, 0);
            return (int) SETSOCKOPT.invokeExact(descriptor, SOL_UDP, UDP_SEGMENT, none, Integer.BYTES) == 0;
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }
}
