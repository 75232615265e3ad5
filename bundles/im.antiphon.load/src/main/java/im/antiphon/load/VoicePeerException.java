// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

/** A voice peer could not be connected, or its connection has ended. */
public class VoicePeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VoicePeerException(String message) {
        super(message);
    }
}
