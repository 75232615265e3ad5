// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grammar of single attribute values. An {@link SdpException} from here has no line; the reader adds it. */
final class AttributeSyntax {
    /** The {@code *} of {@code a=rtcp-fb}. */
    static final int ANY_PAYLOAD_TYPE = -1;

    private static final int LONGEST_NAME = 255;

    private AttributeSyntax() {}

    /** One {@code a=rtcp-fb} value. */
    record Feedback(int payloadType, String type) {}

    /** Refuses a value whose accessor would fail later. */
    static void check(SdpAttribute attribute) {
        String value = attribute.text();
        switch (attribute.name()) {
            case "mid" -> mid(value);
            case "ice-ufrag" -> secret("ice-ufrag", value, 4);
            case "ice-pwd" -> secret("ice-pwd", value, 22);
            case "fingerprint" -> fingerprint(value);
            case "setup" -> setup(value);
            case "rtpmap" -> codec(value);
            case "rtcp-fb" -> feedback(value);
            case "extmap" -> extension(value);
            case "ssrc" -> ssrc(words("ssrc", value, 1).get(0));
            case "ssrc-group" -> {
                List<String> words = words("ssrc-group", value, 1);
                words.subList(1, words.size()).forEach(AttributeSyntax::ssrc);
            }
            default -> {
                // kept as it is
            }
        }
    }

    static String mid(String value) {
        if (value.isEmpty() || value.length() > LONGEST_NAME || value.indexOf(' ') >= 0 || value.indexOf('\t') >= 0) {
            throw new SdpException(0, "mid: " + SdpText.shortened(value) + " (expected: a token)");
        }
        return value;
    }

    /** RFC 8839 section 5.4; characters beyond its grammar do no harm, lengths do. */
    private static void secret(String what, String value, int least) {
        if (value.length() < least || value.length() > 256 || value.indexOf(' ') >= 0) {
            throw new SdpException(0, what + ": " + value.length() + " characters (expected: " + least + "..256)");
        }
    }

    private static void setup(String value) {
        if (SetupRole.forLabel(value) == null) {
            throw new SdpException(
                    0, "setup: " + SdpText.shortened(value) + " (expected: active, passive, actpass or holdconn)");
        }
    }

    static Fingerprint fingerprint(String value) {
        List<String> words = words("fingerprint", value, 2);
        String octets = words.get(1);
        boolean valid = octets.length() % 3 == 2;
        for (int i = 0; valid && i < octets.length(); i++) {
            char c = octets.charAt(i);
            valid = i % 3 == 2 ? c == ':' : Character.digit(c, 16) >= 0 && c < 0x80;
        }
        if (!valid) {
            throw new SdpException(
                    0, "fingerprint: " + SdpText.shortened(octets) + " (expected: hexadecimal octets with colons)");
        }
        return new Fingerprint(words.get(0), octets);
    }

    /** RFC 8866 section 6.6. */
    static MediaCodec codec(String value) {
        List<String> words = words("rtpmap", value, 2);
        int payloadType = (int) SdpText.number("rtpmap payload type", words.get(0), 0, 127);
        String[] parts = words.get(1).split("/", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
            throw new SdpException(
                    0, "rtpmap: " + SdpText.shortened(words.get(1)) + " (expected: name/clock rate[/channels])");
        }
        int clockRate = (int) SdpText.number("clock rate", parts[1], 1, Integer.MAX_VALUE);
        int channels = parts.length == 3 ? (int) SdpText.number("channels", parts[2], 1, 255) : 1;
        return new MediaCodec(payloadType, parts[0], clockRate, channels, "", List.of());
    }

    /** Payload types that need no {@code a=rtpmap} (RFC 3551 section 6), those still met. */
    static @Nullable MediaCodec staticCodec(int payloadType) {
        return switch (payloadType) {
            case 0 -> new MediaCodec(0, "PCMU", 8_000, 1, "", List.of());
            case 8 -> new MediaCodec(8, "PCMA", 8_000, 1, "", List.of());
            case 9 -> new MediaCodec(9, "G722", 8_000, 1, "", List.of());
            case 13 -> new MediaCodec(13, "CN", 8_000, 1, "", List.of());
            default -> null;
        };
    }

    /** RFC 4585 section 4.2. */
    static Feedback feedback(String value) {
        List<String> words = words("rtcp-fb", value, 2);
        int payloadType = words.get(0).equals("*")
                ? ANY_PAYLOAD_TYPE
                : (int) SdpText.number("rtcp-fb payload type", words.get(0), 0, 127);
        return new Feedback(payloadType, String.join(" ", words.subList(1, words.size())));
    }

    /** RFC 8285 section 8. */
    static ExtensionMapping extension(String value) {
        List<String> words = words("extmap", value, 2);
        String number = words.get(0);
        int slash = number.indexOf('/');
        MediaDirection direction = null;
        if (slash >= 0) {
            direction = MediaDirection.forLabel(number.substring(slash + 1));
            if (direction == null) {
                throw new SdpException(0, "extmap: " + SdpText.shortened(number) + " (expected: id[/direction])");
            }
            number = number.substring(0, slash);
        }
        return new ExtensionMapping((int) SdpText.number("extmap id", number, 1, 4_351), direction, words.get(1));
    }

    static int ssrc(String digits) {
        return (int) SdpText.number("ssrc", digits, 0, 0xffff_ffffL);
    }

    private static List<String> words(String what, String value, int least) {
        List<String> words = SdpText.words(value);
        if (words.size() < least) {
            throw new SdpException(
                    0, what + ": " + SdpText.shortened(value) + " (expected: at least " + least + " words)");
        }
        return words;
    }
}
