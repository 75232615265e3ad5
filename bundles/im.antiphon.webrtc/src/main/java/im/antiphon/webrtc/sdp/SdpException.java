// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

/** A description that is malformed, or lacks what WebRTC cannot do without. The message may be shown to its sender. */
public final class SdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    /**
     * @param line counted from 1, or 0 where no single line is at fault
     * @param reason in a few words, without anything of ours in it
     */
    public SdpException(int line, String reason) {
        super(line > 0 ? "line " + line + ": " + reason : reason, null, false, false);
        this.line = line;
        this.reason = reason;
    }

    /** Counted from 1, or 0 where no single line is at fault. */
    public int line() {
        return line;
    }

    /** The message without the line number. */
    public String reason() {
        return reason;
    }

    /** The same reason at a line. */
    SdpException at(int lineNumber) {
        return new SdpException(lineNumber, reason);
    }
}
