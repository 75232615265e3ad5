// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/** The SRTCP index of one SSRC we send: 31 bits, from zero, explicit in the packet (RFC 3711, section 3.4). */
final class RtcpCounter {
    private int next;

    /** The index to use now, or -1 when all are spent. */
    int next() {
        return next < 0 ? -1 : next++;
    }
}
