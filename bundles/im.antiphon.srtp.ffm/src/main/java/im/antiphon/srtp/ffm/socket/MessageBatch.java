// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.Destination;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Datagrams in one direct buffer, one behind the other, and the structures that {@code sendmmsg} reads them by. Confined to one
 * event loop.
 *
 * <p>Datagrams to one address make one <em>piece</em>, as long as each is as long as the first and the last no longer: so the kernel
 * wants segments. A datagram that does not fit begins another piece, behind, so those to one address keep their order; those to
 * different addresses have none. A piece of one datagram is an ordinary message.
 *
 * <pre>
 * datagrams   0 ── 1 ── 2 ── 3 ── 4 ── 5        offsets and lengths in the buffer, each knows the next of its piece
 * pieces      A: 0, 3, 5    B: 1, 4    C: 2
 * iovec       0 3 5 1 4 2                       written by flush, piece by piece
 * mmsghdr     A B C                             with the segment length as ancillary data where there are several
 * </pre>
 *
 * <p>What a full socket has not taken stays, and may still grow; when nothing waits any more all of it begins anew.
 */
final class MessageBatch implements DatagramBatch {
    /** What the kernel takes at least (UDP_MAX_SEGMENTS was 64 up to Linux 6.8). */
    static final int MOST_SEGMENTS = 64;

    /** A piece is one datagram to the kernel until it is cut up. */
    static final int LONGEST_PIECE = 65_000;

    /** Segments must fit the link; what is longer goes alone and may be fragmented. */
    static final int LONGEST_SEGMENT = 1_400;

    /** Beyond it all are forgotten; who still sends to one of them has it, and no order with who asks for it anew. */
    private static final int MOST_ADDRESSEES = 1 << 16;

    private static final int ALIGNMENT = 64;

    // struct iovec, struct mmsghdr, struct cmsghdr with a short behind it
    private static final int IOVEC_LENGTH = 16;
    private static final int MESSAGE_LENGTH = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int CONTROL_DATA = 16;
    private static final int CONTROL_ROOM = 24;

    /** Takes messages; {@link Linux#send} but in tests. */
    interface Kernel {
        /** How many of the messages it has taken, or minus the error. */
        int send(MemorySegment errno, int descriptor, long messages, int count);
    }

    private final Kernel kernel;
    private final int descriptor;
    private final int family;
    private final boolean segmenting;
    private final int most;
    private final int bytes;
    private final ByteBuffer buffer;
    private final long bufferAddress;
    private final MemorySegment structures; // kept, or the collector would free it
    private final long vectors;
    private final long messages;
    private final long names;
    private final long controls;
    private final MemorySegment errno;
    private final Map<InetSocketAddress, Addressee> addressees = new HashMap<>();

    // Datagrams.
    private final int[] offsets;
    private final int[] lengths;
    private final int[] next;
    private int datagrams;
    private int end;
    private int waiting;

    // Pieces.
    private final Addressee[] to;
    private final int[] first;
    private final int[] last;
    private final int[] count;
    private final int[] total;
    private final boolean[] closed;
    private int pieces;
    private int head;

    private long round;
    private long failures;
    private long handedOver;

    /**
     * What is sent from.
     *
     * @param family {@link Linux#AF_INET} or {@link Linux#AF_INET6}
     */
    record Socket(int descriptor, int family) {}

    MessageBatch(Kernel kernel, Socket socket, boolean segmenting, int most, int bytes) {
        this.kernel = kernel;
        this.descriptor = socket.descriptor();
        this.family = socket.family();
        this.segmenting = segmenting;
        this.most = most;
        this.bytes = bytes;
        // Behind the bound one datagram more can be written, which will not be taken.
        buffer = ByteBuffer.allocateDirect(bytes + 2 * DATAGRAM_LENGTH);
        bufferAddress = MemorySegment.ofBuffer(buffer).address();
        Arena arena = Arena.ofAuto();
        structures =
                arena.allocate((long) most * (IOVEC_LENGTH + MESSAGE_LENGTH + Addressee.LENGTH + CONTROL_ROOM), 64);
        errno = arena.allocate(Linux.ERRNO_LENGTH, 8);
        vectors = structures.address();
        messages = vectors + (long) most * IOVEC_LENGTH;
        names = messages + (long) most * MESSAGE_LENGTH;
        controls = names + (long) most * Addressee.LENGTH;
        offsets = new int[most];
        lengths = new int[most];
        next = new int[most];
        to = new Addressee[most];
        first = new int[most];
        last = new int[most];
        count = new int[most];
        total = new int[most];
        closed = new boolean[most];
        format();
    }

    /** What does not change from one flush to the next. */
    private void format() {
        for (int i = 0; i < most; i++) {
            long message = message(i);
            Memory.putLong(message + NAME, names + (long) i * Addressee.LENGTH);
            Memory.putInt(message + NAME_LENGTH, Addressee.lengthFor(family));
            long control = controls + (long) i * CONTROL_ROOM;
            Memory.putLong(control, CONTROL_DATA + Short.BYTES);
            Memory.putInt(control + 8, Linux.SOL_UDP);
            Memory.putInt(control + 12, Linux.UDP_SEGMENT);
        }
    }

    /**
     * A batch over a socket.
     *
     * @param segmenting whether datagrams to one address may go in one piece where the kernel can
     * @param most datagrams at a time
     * @param bytes of theirs at a time
     * @throws IOException where the descriptor is no socket of IPv4 or IPv6
     */
    static MessageBatch open(int descriptor, boolean segmenting, int most, int bytes) throws IOException {
        if (most < 1) {
            throw new IllegalArgumentException("datagrams: " + most + " (expected: >= 1)");
        }
        if (bytes < DATAGRAM_LENGTH) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= " + DATAGRAM_LENGTH + ")");
        }
        int family = Linux.familyOf(descriptor);
        if (family != Linux.AF_INET && family != Linux.AF_INET6) {
            throw new IOException("descriptor " + descriptor + ": no socket of IPv4 or IPv6");
        }
        boolean canSegment = segmenting && Linux.canSegment(descriptor);
        return new MessageBatch(Linux::send, new Socket(descriptor, family), canSegment, most, bytes);
    }

    /** Whether pieces of several datagrams are made. */
    boolean segmenting() {
        return segmenting;
    }

    private long message(int piece) {
        return messages + (long) piece * MESSAGE_LENGTH;
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return end;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public long pieces() {
        return handedOver;
    }

    @Override
    public Destination destination(InetSocketAddress address) {
        Addressee known = addressees.get(address);
        if (known != null) {
            return known;
        }
        if (address.isUnresolved() || !Addressee.reaches(family, address.getAddress())) {
            return Addressee.unreachable();
        }
        if (addressees.size() == MOST_ADDRESSEES) {
            addressees.clear();
        }
        Addressee made = Addressee.of(family, address);
        addressees.put(address, made);
        return made;
    }

    @Override
    public boolean add(int length, Destination destination) {
        if (length < 0 || length > DATAGRAM_LENGTH) {
            throw new IllegalArgumentException("length: " + length + " (expected: 0.." + DATAGRAM_LENGTH + ")");
        }
        if (datagrams == most || end + length > bytes) {
            return false;
        }
        Addressee addressee = (Addressee) destination;
        if (!addressee.reachable) {
            failures++;
            return true;
        }
        int datagram = datagrams++;
        offsets[datagram] = end;
        lengths[datagram] = length;
        next[datagram] = -1;
        end += (length + ALIGNMENT - 1) & -ALIGNMENT;
        waiting++;
        if (!join(addressee, datagram, length)) {
            begin(addressee, datagram, length);
        }
        return true;
    }

    private boolean join(Addressee addressee, int datagram, int length) {
        if (!segmenting || addressee.round != round) {
            return false;
        }
        int piece = addressee.piece;
        int segment = lengths[first[piece]];
        if (closed[piece]
                || piece < head
                || length > segment
                || segment > LONGEST_SEGMENT
                || count[piece] == MOST_SEGMENTS
                || total[piece] + length > LONGEST_PIECE
                || !addressee.segmentable) {
            return false;
        }
        next[last[piece]] = datagram;
        last[piece] = datagram;
        count[piece]++;
        total[piece] += length;
        closed[piece] = length < segment;
        return true;
    }

    private void begin(Addressee addressee, int datagram, int length) {
        int piece = pieces++;
        to[piece] = addressee;
        first[piece] = datagram;
        last[piece] = datagram;
        count[piece] = 1;
        total[piece] = length;
        closed[piece] = false;
        addressee.round = round;
        addressee.piece = piece;
    }

    @Override
    public int flush() {
        if (waiting == 0) {
            return 0;
        }
        write();
        while (head < pieces) {
            int result = kernel.send(errno, descriptor, message(head), pieces - head);
            if (result > 0) {
                sent(result);
            } else if (result == -Linux.EAGAIN || result == -Linux.ENOBUFS) {
                return waiting;
            } else if (result != -Linux.EINTR) {
                refused(-result);
            }
        }
        begin();
        return 0;
    }

    /** Lays out the vectors and messages of all pieces that wait. */
    private void write() {
        int vector = 0;
        for (int piece = head; piece < pieces; piece++) {
            long message = message(piece);
            to[piece].write(names + (long) piece * Addressee.LENGTH);
            Memory.putLong(message + VECTORS, vectors + (long) vector * IOVEC_LENGTH);
            Memory.putLong(message + VECTOR_COUNT, count[piece]);
            boolean several = count[piece] > 1;
            long control = controls + (long) piece * CONTROL_ROOM;
            if (several) {
                Memory.putShort(control + CONTROL_DATA, (short) lengths[first[piece]]);
            }
            Memory.putLong(message + CONTROL, several ? control : 0);
            Memory.putLong(message + CONTROL_LENGTH, several ? CONTROL_ROOM : 0);
            for (int datagram = first[piece]; datagram >= 0; datagram = next[datagram]) {
                writeVector(vector++, datagram);
            }
        }
    }

    private void writeVector(int vector, int datagram) {
        long at = vectors + (long) vector * IOVEC_LENGTH;
        Memory.putLong(at, bufferAddress + offsets[datagram]);
        Memory.putLong(at + Long.BYTES, lengths[datagram]);
    }

    private void sent(int result) {
        for (int i = 0; i < result; i++) {
            waiting -= count[head++];
        }
        handedOver += result;
    }

    /** The first piece that waits cannot be sent at all, or not in one piece. */
    private void refused(int error) {
        int piece = head++;
        waiting -= count[piece];
        boolean tooMuch =
                error == Linux.EINVAL || error == Linux.EMSGSIZE || error == Linux.EIO || error == Linux.EOPNOTSUPP;
        if (count[piece] > 1 && tooMuch) {
            to[piece].segmentable = false;
            sendSingly(piece);
        } else {
            failures += count[piece];
        }
    }

    /** The datagrams of a piece, each as a message; what is not taken now is lost. */
    private void sendSingly(int piece) {
        long message = message(piece);
        Memory.putLong(message + CONTROL, 0);
        Memory.putLong(message + CONTROL_LENGTH, 0);
        Memory.putLong(message + VECTOR_COUNT, 1);
        long vector = Memory.getLong(message + VECTORS);
        for (int i = 0; i < count[piece]; i++) {
            Memory.putLong(message + VECTORS, vector + (long) i * IOVEC_LENGTH);
            if (kernel.send(errno, descriptor, message, 1) == 1) {
                handedOver++;
            } else {
                failures++;
            }
        }
    }

    /** Nothing waits: the buffer is free from its start. */
    private void begin() {
        Arrays.fill(to, 0, pieces, null);
        datagrams = 0;
        end = 0;
        pieces = 0;
        head = 0;
        round++;
    }
}
