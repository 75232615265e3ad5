// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.rtp.DropReason;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StunViewTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(2048);
    private final StunWriter writer = new StunWriter();
    private final StunView view = new StunView();
    private final StunIntegrity key = StunIntegrity.shortTerm("0123456789012345678901");

    private StunWriter begin(StunClass messageClass) {
        return writer.begin(buffer, 5, messageClass, 0x0102030405060708L, 0x090a0b0c);
    }

    private boolean wrap() {
        return view.wrap(buffer, 5, writer.length());
    }

    @Property
    void readsTheRequestThatWasWritten(
            @ForAll @Size(max = 513) byte[] username,
            @ForAll @LongRange(max = 0xffffffffL) long priority,
            @ForAll long tieBreaker,
            @ForAll boolean controlling,
            @ForAll boolean useCandidate,
            @ForAll long high,
            @ForAll int low) {
        writer.begin(buffer, 5, StunClass.REQUEST, high, low).username(username).priority(priority);
        if (controlling) {
            writer.iceControlling(tieBreaker);
        } else {
            writer.iceControlled(tieBreaker);
        }
        if (useCandidate) {
            writer.useCandidate();
        }
        writer.integrity(key).fingerprint();

        assertThat(wrap()).isTrue();
        assertThat(view.messageClass()).isEqualTo(StunClass.REQUEST);
        assertThat(view.method()).isEqualTo(StunView.BINDING);
        assertThat(view.transactionHigh()).isEqualTo(high);
        assertThat(view.transactionLow()).isEqualTo(low);
        assertThat(view.usernameEquals(username)).isTrue();
        assertThat(view.priority()).isEqualTo(priority);
        assertThat(view.hasIceControlling()).isEqualTo(controlling);
        assertThat(view.hasIceControlled()).isEqualTo(!controlling);
        assertThat(view.tieBreaker()).isEqualTo(tieBreaker);
        assertThat(view.useCandidate()).isEqualTo(useCandidate);
        assertThat(view.verifyIntegrity(key)).isTrue();
        assertThat(view.verifyFingerprint()).isTrue();
    }

    @Property
    void readsTheAddressThatWasWritten(
            @ForAll @Size(16) byte[] address,
            @ForAll boolean ipv4,
            @ForAll @IntRange(max = 65535) int port,
            @ForAll long high,
            @ForAll int low)
            throws UnknownHostException {
        byte[] bytes = ipv4 ? Arrays.copyOf(address, 4) : address;
        writer.begin(buffer, 5, StunClass.SUCCESS, high, low).xorMappedAddress(bytes, port);
        assertThat(wrap()).isTrue();
        assertThat(view.xorMappedAddress()).isEqualTo(new InetSocketAddress(InetAddress.getByAddress(bytes), port));
    }

    @Property
    void readsTheErrorThatWasWritten(
            @ForAll @IntRange(min = 300, max = 699) int code, @ForAll @Size(max = 50) String reason) {
        String clean = new String(reason.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        begin(StunClass.ERROR).errorCode(code, clean).fingerprint();
        assertThat(wrap()).isTrue();
        assertThat(view.messageClass()).isEqualTo(StunClass.ERROR);
        assertThat(view.errorCode()).isEqualTo(code);
        assertThat(view.errorReason()).isEqualTo(clean);
        assertThat(view.verifyFingerprint()).isTrue();
    }

    @Property
    void noticesEveryChangedBit(@ForAll @IntRange(max = 67) int byteIndex, @ForAll @IntRange(max = 7) int bit) {
        begin(StunClass.REQUEST)
                .username("abcd:efgh".getBytes(StandardCharsets.US_ASCII))
                .integrity(key)
                .fingerprint();
        assertThat(writer.length()).isEqualTo(68);
        buffer.put(5 + byteIndex, (byte) (buffer.get(5 + byteIndex) ^ 1 << bit));
        boolean sound = wrap() && view.verifyFingerprint() && view.verifyIntegrity(key);
        assertThat(sound).isFalse();
    }

    @Property
    void keepsClassAndMethodApart(@ForAll StunClass messageClass, @ForAll @IntRange(max = 0xfff) int method) {
        int type = messageClass.withMethod(method);
        assertThat(type).isBetween(0, 0x3fff);
        assertThat(StunClass.ofType(type)).isEqualTo(messageClass);
        assertThat(StunClass.methodOfType(type)).isEqualTo(method);
    }

    @Property
    void survivesAnyBytes(@ForAll @Size(max = 64) byte[] noise, @ForAll @ByteRange byte first) {
        byte[] bytes = new byte[20 + noise.length];
        System.arraycopy(noise, 0, bytes, 20, noise.length);
        bytes[1] = first;
        bytes[3] = (byte) noise.length;
        ByteBuffer.wrap(bytes).putInt(4, StunView.MAGIC_COOKIE);
        readAll(bytes);
    }

    @Test
    void survivesDamagedMessages() {
        long seed = new Random().nextLong();
        Mutations.forEach(Corpus.load("stun"), seed, 30_000, this::readAll);
    }

    private void readAll(byte[] bytes) {
        ByteBuffer exact = ByteBuffer.wrap(bytes);
        StunView.ufragOf(exact, 0, bytes.length);
        if (!view.wrap(exact, 0, bytes.length)) {
            assertThat(view.dropReason()).isNotNull();
            return;
        }
        int walked = 0;
        for (int at = view.firstAttribute(); at >= 0; at = view.nextAttribute(at)) {
            walked++;
            assertThat(view.attributeOffset(at) + view.attributeLength(at)).isLessThanOrEqualTo(bytes.length);
        }
        assertThat(walked).isLessThanOrEqualTo(bytes.length / 4);
        view.messageClass();
        view.method();
        view.username();
        view.priority();
        view.tieBreaker();
        view.useCandidate();
        view.errorCode();
        view.errorReason();
        view.xorMappedAddress();
        view.unknownAttributes(new int[4]);
        view.verifyFingerprint();
        view.verifyIntegrity(key);
    }

    @Test
    void saysWhyAMessageIsNone() {
        begin(StunClass.REQUEST).fingerprint();
        assertThat(view.wrap(buffer, 5, 19)).isFalse();
        assertThat(view.dropReason()).isEqualTo(DropReason.TRUNCATED);
        assertThat(view.wrap(buffer, 5, 24)).isFalse();
        assertThat(view.dropReason()).isEqualTo(DropReason.BAD_LENGTH);
        buffer.put(9, (byte) 0);
        assertThat(view.wrap(buffer, 5, 28)).isFalse();
        assertThat(view.dropReason()).isEqualTo(DropReason.BAD_VERSION);
    }

    @Test
    void believesNothingBehindTheIntegrity() {
        begin(StunClass.REQUEST)
                .integrity(key)
                .username("abcd:efgh".getBytes(StandardCharsets.US_ASCII))
                .useCandidate()
                .fingerprint();
        assertThat(wrap()).isTrue();
        assertThat(view.hasUsername()).isFalse();
        assertThat(view.useCandidate()).isFalse();
    }

    @Test
    void refusesAFingerprintThatIsNotTheLast() {
        begin(StunClass.REQUEST).fingerprint().useCandidate();
        assertThat(wrap()).isFalse();
        assertThat(view.dropReason()).isEqualTo(DropReason.BAD_LENGTH);
    }

    @Test
    void listsWhatItHadToUnderstandAndDoesNot() {
        begin(StunClass.REQUEST)
                .attribute(0x7ffe, new byte[] {1})
                .attribute(0xc057, new byte[4])
                .attribute(0x001e, new byte[32]);
        assertThat(wrap()).isTrue();
        int[] unknown = new int[4];
        assertThat(view.unknownAttributes(unknown)).isEqualTo(2);
        assertThat(unknown).startsWith(0x7ffe, 0x001e);
    }

    @Test
    void refusesToWriteBehindTheEnd() {
        StunWriter small = new StunWriter().begin(ByteBuffer.allocate(24), 0, StunClass.REQUEST, 0, 0);
        small.useCandidate();
        assertThatThrownBy(small::fingerprint).isInstanceOf(IllegalArgumentException.class);
    }
}
