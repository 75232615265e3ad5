// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import im.antiphon.rtp.DropReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests that an agent's view shows it, or refuses them (RFC 8489, sections 6.3.1 and 9.1.3). Confined to its
 * agent.
 */
final class CheckResponder {
    private static final int LONGEST_REPLY = 128;
    private static final int MOST_UNKNOWN_ATTRIBUTES = 8;

    private final StunView request;
    private final StunWriter writer = new StunWriter();
    private final ByteBuffer reply = ByteBuffer.allocate(LONGEST_REPLY);
    private final int[] unknownAttributes = new int[MOST_UNKNOWN_ATTRIBUTES];

    /** @param request wrapped around each request before it is answered */
    CheckResponder(StunView request) {
        this.request = request;
    }

    /**
     * Refuses a request that its sender has no right to, or that cannot be understood.
     *
     * @param login whose USERNAME the request has, or null where it has none of ours
     * @return whether it was refused
     */
    boolean refuses(@Nullable IceLogin login, InetSocketAddress from, IceSink out) {
        if (!request.hasUsername() || !request.hasIntegrity()) {
            refuse(400, "Bad Request", null, from, out);
            out.onDropped(DropReason.PROTOCOL_VIOLATION);
        } else if (login == null) {
            refuse(401, "Unauthorized", null, from, out);
            out.onDropped(DropReason.UNKNOWN_PEER);
        } else if (!request.verifyIntegrity(login.localIntegrity)) {
            refuse(401, "Unauthorized", null, from, out);
            out.onDropped(DropReason.STUN_INTEGRITY);
        } else if (request.unknownAttributes(unknownAttributes) > 0) {
            refuse(420, "Unknown Attribute", login, from, out);
            out.onDropped(DropReason.PROTOCOL_VIOLATION);
        } else {
            return false;
        }
        return true;
    }

    /** The peer has to take the other role. */
    void refuseRole(IceLogin login, InetSocketAddress from, IceSink out) {
        refuse(487, "Role Conflict", login, from, out);
    }

    /** @param addressBytes of {@code to} */
    void succeed(IceLogin login, byte[] addressBytes, InetSocketAddress to, IceSink out) {
        begin(StunClass.SUCCESS)
                .xorMappedAddress(addressBytes, to.getPort())
                .integrity(login.localIntegrity)
                .fingerprint();
        out.sendDatagram(reply, 0, writer.length(), to);
    }

    /** Without integrity where it is not known whose password would be right. */
    private void refuse(int code, String reason, @Nullable IceLogin login, InetSocketAddress to, IceSink out) {
        begin(StunClass.ERROR).errorCode(code, reason);
        if (code == 420) {
            writer.unknownAttributes(unknownAttributes, request.unknownAttributes(unknownAttributes));
        }
        if (login != null) {
            writer.integrity(login.localIntegrity);
        }
        writer.fingerprint();
        out.sendDatagram(reply, 0, writer.length(), to);
    }

    private StunWriter begin(StunClass messageClass) {
        return writer.begin(reply, 0, messageClass, request.transactionHigh(), request.transactionLow());
    }
}
