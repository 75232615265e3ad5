// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.transport.batch.Destination;
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
final class Addressee implements Destination {
    /** Room for either. */
    static final int LENGTH = 32;

    /** Of a name for a socket of either family; fields, since an array would be one more place to look. */
    private final long first;

    private final long second;
    private final long third;
    private final long fourth;

    /** Whether the socket can send there at all. */
    final boolean reachable;

    /** Whether pieces of several segments are taken there; one that was too large once is not tried again. */
    boolean segmentable = true;

    /** The round of the batch that {@link #piece} is of. */
    long round = -1;

    /** The piece that may still grow, in that round. */
    int piece;

    private Addressee(ByteBuffer name, boolean reachable) {
        first = name.getLong(0);
        second = name.getLong(Long.BYTES);
        third = name.getLong(2 * Long.BYTES);
        fourth = name.getLong(3 * Long.BYTES);
        this.reachable = reachable;
    }

    /** What a socket cannot send to. */
    static Addressee unreachable() {
        return new Addressee(ByteBuffer.allocate(LENGTH), false);
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
    static Addressee of(int family, InetSocketAddress to) {
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
        return new Addressee(name.order(ByteOrder.nativeOrder()), true);
    }

    /** How many bytes of a name count. */
    static int lengthFor(int family) {
        return family == Linux.AF_INET ? 16 : 28;
    }

    void write(long address) {
        Memory.putLong(address, first);
        Memory.putLong(address + Long.BYTES, second);
        Memory.putLong(address + 2 * Long.BYTES, third);
        Memory.putLong(address + 3 * Long.BYTES, fourth);
    }
}
