// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 5769, read and written. */
class StunVectorsTest {
    private static final long HIGH = 0xb7e7a701bc34d686L;
    private static final int LOW = 0xfa87dfae;

    private final StunIntegrity shortTerm = StunIntegrity.shortTerm("VOkJxbRl1RmTxUk/WvJxBt");
    private final StunView view = new StunView();

    private static byte[] vector(String name) throws IOException {
        try (InputStream in = StunVectorsTest.class.getResourceAsStream("/vectors/rfc5769/" + name)) {
            return Hex.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The vector behind other bytes and before others, so that offsets count. */
    private void wrap(String name) throws IOException {
        byte[] bytes = vector(name);
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 10).put(7, bytes);
        assertThat(view.wrap(buffer, 7, bytes.length)).isTrue();
    }

    @Test
    void readsTheSampleRequest() throws IOException {
        wrap("2.1-request.hex");
        assertThat(view.messageClass()).isEqualTo(StunClass.REQUEST);
        assertThat(view.method()).isEqualTo(StunView.BINDING);
        assertThat(view.transactionHigh()).isEqualTo(HIGH);
        assertThat(view.transactionLow()).isEqualTo(LOW);
        assertThat(view.username()).isEqualTo("evtj:h6vY");
        assertThat(view.usernameEquals("evtj:h6vY".getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
        assertThat(view.priority()).isEqualTo(0x6e0001ffL);
        assertThat(view.hasIceControlled()).isTrue();
        assertThat(view.hasIceControlling()).isFalse();
        assertThat(view.tieBreaker()).isEqualTo(0x932ff9b151263b36L);
        assertThat(view.useCandidate()).isFalse();
        assertThat(view.verifyIntegrity(shortTerm)).isTrue();
        assertThat(view.verifyFingerprint()).isTrue();
        assertThat(view.unknownAttributes(new int[4])).isZero();
    }

    @Test
    void findsTheReceiversFragmentWithoutAView() throws IOException {
        byte[] bytes = vector("2.1-request.hex");
        assertThat(StunView.ufragOf(ByteBuffer.wrap(bytes), 0, bytes.length)).isEqualTo("evtj");
        byte[] response = vector("2.2-ipv4-response.hex");
        assertThat(StunView.ufragOf(ByteBuffer.wrap(response), 0, response.length))
                .isNull();
    }

    @Test
    void readsTheSampleResponses() throws IOException {
        wrap("2.2-ipv4-response.hex");
        assertThat(view.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(view.xorMappedAddress()).isEqualTo(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 32853));
        assertThat(view.verifyIntegrity(shortTerm)).isTrue();
        assertThat(view.verifyFingerprint()).isTrue();

        wrap("2.3-ipv6-response.hex");
        assertThat(view.xorMappedAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
        assertThat(view.verifyIntegrity(shortTerm)).isTrue();
        assertThat(view.verifyFingerprint()).isTrue();
    }

    @Test
    void readsTheLongTermRequest() throws IOException {
        wrap("2.4-long-term-request.hex");
        String username = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
        assertThat(view.username()).isEqualTo(username);
        assertThat(view.verifyIntegrity(StunIntegrity.longTerm(username, "example.org", "TheMatrIX")))
                .isTrue();
        assertThat(view.verifyIntegrity(shortTerm)).isFalse();
        assertThat(view.verifyFingerprint()).isFalse();
    }

    @Test
    void readsADirectBufferJustTheSame() throws IOException {
        byte[] bytes = vector("2.1-request.hex");
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
        assertThat(view.wrap(direct, 0, bytes.length)).isTrue();
        assertThat(view.verifyIntegrity(shortTerm)).isTrue();
        assertThat(view.verifyFingerprint()).isTrue();
    }

    @Test
    void writesTheSampleResponses() throws IOException {
        // The vectors pad SOFTWARE with a space, which a writer after RFC 8489 does not: so the text is one byte longer
        // here.
        byte[] software = "test vector".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocate(200);
        StunWriter writer = new StunWriter()
                .begin(buffer, 3, StunClass.SUCCESS, HIGH, LOW)
                .attribute(StunAttribute.SOFTWARE, software)
                .xorMappedAddress(new InetSocketAddress("192.0.2.1", 32853));
        byte[] expected = vector("2.2-ipv4-response.hex");
        byte[] written = new byte[writer.length()];
        buffer.get(3, written);
        // Equal up to the padding and the length, which does not yet count integrity and fingerprint.
        expected[35] = 0;
        expected[3] = (byte) (writer.length() - 20);
        assertThat(written).isEqualTo(Arrays.copyOf(expected, written.length));
    }
}
