// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.trace;

import org.jspecify.annotations.Nullable;

/**
 * Where in a trace something happens: the {@code traceparent} of W3C Trace Context, level 1, section 3.2.
 *
 * <pre>
 * 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 * version  trace-id (16 bytes)         parent-id (8)    flags
 * </pre>
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param isSampled whether who began the trace wants it recorded
 */
public record TraceContext(String traceId, String spanId, boolean isSampled) {
    private static final int LENGTH = 55;
    private static final int SAMPLED = 1;

    public TraceContext {
        requireHex("traceId", traceId, 32);
        requireHex("spanId", spanId, 16);
    }

    /**
     * Reads a {@code traceparent}.
     *
     * @return null where it is none: then whoever receives it begins a trace of its own (section 4.3)
     */
    public static @Nullable TraceContext parse(@Nullable String traceparent) {
        if (traceparent == null
                || traceparent.length() < LENGTH
                || traceparent.charAt(2) != '-'
                || traceparent.charAt(35) != '-'
                || traceparent.charAt(52) != '-') {
            return null;
        }
        String version = traceparent.substring(0, 2);
        String traceId = traceparent.substring(3, 35);
        String spanId = traceparent.substring(36, 52);
        String flags = traceparent.substring(53, LENGTH);
        boolean isOfThisVersion = version.equals("00") && traceparent.length() == LENGTH;
        boolean isOfALaterOne = !version.equals("00")
                && (traceparent.length() == LENGTH || traceparent.charAt(LENGTH) == '-'); // section 4.3: read as ours
        if (!(isOfThisVersion || isOfALaterOne)
                || !isHex(version)
                || version.equals("ff")
                || !isHex(flags)
                || !isIdentifier(traceId)
                || !isIdentifier(spanId)) {
            return null;
        }
        return new TraceContext(traceId, spanId, (Integer.parseInt(flags, 16) & SAMPLED) != 0);
    }

    /** In the form it travels in. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + (isSampled ? "-01" : "-00");
    }

    private static void requireHex(String name, String value, int length) {
        if (value.length() != length || !isIdentifier(value)) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + length + " lower-case hexadecimal digits, not all zero)");
        }
    }

    private static boolean isIdentifier(String text) {
        return isHex(text) && !text.chars().allMatch(c -> c == '0');
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
