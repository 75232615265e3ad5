// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import im.antiphon.srtp.ffm.call.Memory;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An address as the kernel reads it, and the piece of the batch that goes there. Confined to one event loop.
 *
 * <pre>
 * sockaddr_in    family (2, ours), port (2), address (4)                                  zeros
 * sockaddr_in6   family (2, ours), port (2), flow (4), address (16), scope (4, ours)      zeros
 * </pre>
 */
final class Destination {
    /** Room for either. */
    static final int LENGTH = 32;

    private final long[] words = new long[LENGTH / Long.BYTES];

    /** Whether pieces of several segments are taken there; one that was too large once is not tried again. */
    boolean segmentable = true;

    /** The round of the batch that {@link #piece} is of. */
    long round = -1;

    /** The piece that may still grow, in that round. */
    int piece;

    private Destination(ByteBuffer name) {
        for (int i = 0; i < words.length; i++) {
            words[i] = name.getLong(i * Long.BYTES);
        }
    }

    /**
     * Whether a socket of a family can send to an address: one of IPv4 not to IPv6, every other to all.
     *
     * @param family of the socket
     */
    static boolean reaches(int family, InetAddress address) {
        return family == Linux.AF_INET6 || address instanceof Inet4Address;
    }

    /** The name of an address for a socket of a family; one of IPv6 knows IPv4 as mapped addresses (RFC 4291, 2.5.5.2). */
    static Destination of(int family, InetSocketAddress to) {
        ByteBuffer name = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder());
        name.putShort((short) family);
        name.order(ByteOrder.BIG_ENDIAN).putShort((short) to.getPort());
        InetAddress address = to.getAddress();
        if (family == Linux.AF_INET) {
            name.put(address.getAddress());
        } else {
            name.putInt(0);
            if (address instanceof Inet4Address) {
                name.putLong(0).putInt(0xFFFF).put(address.getAddress());
            } else {
                name.put(address.getAddress());
                int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
                name.order(ByteOrder.nativeOrder()).putInt(scope);
            }
        }
        return new Destination(name.order(ByteOrder.nativeOrder()));
    }

    /** How many bytes of a name count. */
    static int lengthFor(int family) {
        return family == Linux.AF_INET ? 16 : 28;
    }

    void write(long address) {
        for (int i = 0; i < words.length; i++) {
            Memory.putLong(address + (long) i * Long.BYTES, words[i]);
        }
    }
}
