// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.util.Arrays;

/**
 * What one protocol (RTP or RTCP) in one direction is protected with. Not printed, not compared; wiped as soon as a transform has
 * been made from it.
 *
 * @param encryption the cipher's key
 * @param authentication the key of the HMAC; empty where the cipher authenticates
 * @param salt the session salt
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a transform is made from it
public record SessionKeys(byte[] encryption, byte[] authentication, byte[] salt) {
    void wipe() {
        Arrays.fill(encryption, (byte) 0);
        Arrays.fill(authentication, (byte) 0);
        Arrays.fill(salt, (byte) 0);
    }

    @Override
    public String toString() {
        return "SessionKeys";
    }
}
