// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

/** Cuts a text into {@code type=value} lines, within the limits of {@link SessionDescription}. */
final class SdpLines {
    private SdpLines() {}

    /** Given one line at a time. */
    @FunctionalInterface
    interface Receiver {
        /** May throw an {@link SdpException} without a line. */
        void line(char type, String value);
    }

    /** Empty lines are passed over; faults are reported with their line. */
    static void forEach(String text, Receiver receiver) {
        if (text.length() > SessionDescription.MAX_LENGTH) {
            throw new SdpException(
                    0, "length: " + text.length() + " (expected: 0.." + SessionDescription.MAX_LENGTH + ")");
        }
        int number = 0;
        int start = 0;
        while (start < text.length()) {
            int feed = text.indexOf('\n', start);
            int next = feed < 0 ? text.length() : feed + 1;
            int end = feed < 0 ? text.length() : feed;
            if (end > start && text.charAt(end - 1) == '\r') {
                end--;
            }
            number++;
            if (end > start) {
                try {
                    one(text.substring(start, end), receiver);
                } catch (SdpException fault) {
                    throw fault.at(number);
                }
            }
            start = next;
        }
    }

    private static void one(String line, Receiver receiver) {
        if (line.length() > SessionDescription.MAX_LINE_LENGTH) {
            throw new SdpException(
                    0, "line length: " + line.length() + " (expected: 2.." + SessionDescription.MAX_LINE_LENGTH + ")");
        }
        if (line.length() < 2 || line.charAt(1) != '=' || line.charAt(0) < 'a' || line.charAt(0) > 'z') {
            throw new SdpException(0, SdpText.shortened(line) + " (expected: a letter and =)");
        }
        if (!SdpText.isPlain(line)) {
            throw new SdpException(0, "control characters (expected: none)");
        }
        receiver.line(line.charAt(0), line.substring(2));
    }

    /** What stands after {@code a=}. */
    static SdpAttribute attribute(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        if (name.isEmpty()) {
            throw new SdpException(0, "a=" + SdpText.shortened(value) + " (expected: a name)");
        }
        return new SdpAttribute(name, colon < 0 ? null : value.substring(colon + 1));
    }
}
