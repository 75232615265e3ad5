// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/**
 * What one protocol (RTP or RTCP) in one direction is protected with. Not printed, not compared.
 *
 * @param encryption the cipher's key
 * @param authentication the key of the HMAC; empty where the cipher authenticates
 * @param salt the session salt
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a transform is made from it
record SessionKeys(byte[] encryption, byte[] authentication, byte[] salt) {
    @Override
    public String toString() {
        return "SessionKeys";
    }
}
