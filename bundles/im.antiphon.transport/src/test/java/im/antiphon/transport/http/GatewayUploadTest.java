// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.http.HttpReply;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayUploadTest {
    private static final String HEAD = "POST /up HTTP/1.1\r\nhost: a\r\n";
    private static final String CHUNKED = HEAD + "transfer-encoding: chunked\r\n\r\n";

    private final RunningGateway running = new RunningGateway();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        running.close();
        writer.shutdownNow();
    }

    @Test
    void takesMoreThanTheTransportWouldGatherAndInOrder() throws Exception {
        RecordingUploads uploads =
                new RecordingUploads(piece -> CompletableFuture.<@Nullable HttpReply>supplyAsync(() -> null, writer));
        running.router.add("/up", 0, uploads);
        byte[] body = new byte[900_000];
        new Random(7).nextBytes(body);
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream().write(head("content-length: " + body.length + "\r\nconnection: close\r\n\r\n"));
            socket.getOutputStream().write(body);
            assertThat(RunningGateway.readAll(socket))
                    .startsWith("HTTP/1.1 201 ")
                    .endsWith("took 900000");
        }
        assertThat(uploads.content.toByteArray()).isEqualTo(body);
        assertThat(uploads.overlaps).hasValue(0);
        assertThat(uploads.aborted).isEmpty();
    }

    @Test
    void takesChunks() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        assertThat(ask(HEAD + "connection: close\r\ntransfer-encoding: chunked\r\n\r\n" + chunk.repeat(20)
                        + "0\r\n\r\n"))
                .endsWith("took " + 20 * 0x4000);
        assertThat(uploads.ended).hasValue(1);
    }

    @Test
    void anEmptyBodyIsAnUploadToo() throws Exception {
        serve(new RecordingUploads());
        assertThat(ask(HEAD + "content-length: 0\r\nconnection: close\r\n\r\n")).endsWith("took 0");
    }

    @Test
    void theNextPieceWaitsForTheOneBefore() throws Exception {
        record Piece(int size, CompletableFuture<@Nullable HttpReply> stage) {}
        BlockingQueue<Piece> held = new LinkedBlockingQueue<>();
        RecordingUploads uploads = serve(new RecordingUploads(bytes -> {
            Piece piece = new Piece(bytes.length, new CompletableFuture<>());
            held.add(piece);
            return piece.stage();
        }));
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream().write(head("content-length: 65536\r\nconnection: close\r\n\r\n"));
            socket.getOutputStream().write(new byte[65_536]);
            int size = 0;
            int pieces = 0;
            while (size < 65_536) {
                Piece piece = held.poll(60, TimeUnit.SECONDS);
                assertThat(piece).isNotNull();
                assertThat(held).isEmpty();
                size += piece.size();
                pieces++;
                piece.stage().complete(null);
            }
            assertThat(RunningGateway.readAll(socket)).endsWith("took 65536");
            assertThat(pieces).isGreaterThan(1);
        }
        assertThat(uploads.overlaps).hasValue(0);
    }

    @Test
    void aRequestThatFollowsWaitsUntilTheUploadIsAnswered() throws Exception {
        BlockingQueue<CompletableFuture<@Nullable HttpReply>> held = new LinkedBlockingQueue<>();
        serve(new RecordingUploads(piece -> {
            CompletableFuture<@Nullable HttpReply> stage = new CompletableFuture<>();
            held.add(stage);
            return stage;
        }));
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream()
                    .write(head("content-length: 3\r\n\r\nabc" + HEAD + "content-length: 2\r\n\r\nde"
                            + "PUT /up HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\nconnection: close\r\n\r\nf"));
            release(held);
            release(held);
            String all = RunningGateway.readAll(socket);
            assertThat(all.indexOf("took 3")).isPositive().isLessThan(all.indexOf("took 2"));
            assertThat(all.indexOf("took 2")).isLessThan(all.indexOf("gathered f"));
        }
    }

    @Test
    void aClientThatAsksIsToldToGoOn() throws Exception {
        serve(new RecordingUploads());
        assertThat(ask(HEAD + "expect: 100-continue\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ");
    }

    @Test
    void aLengthBeyondTheMaximumIsRefusedBeforeTheBodyIsSent() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        assertThat(ask(HEAD + "expect: 100-continue\r\ncontent-length: 1000001\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("at most 1000000 bytes")
                .contains("connection: close\r\n");
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("too large");
        assertThat(uploads.content.size()).isZero();
    }

    @Test
    void moreThanTheMaximumIsNotTaken() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        assertThat(ask(CHUNKED + chunk.repeat(62))).startsWith("HTTP/1.1 413 ");
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("too large");
        assertThat((long) uploads.content.size()).isLessThanOrEqualTo(RecordingUploads.MAXIMUM);
        assertThat(uploads.ended).hasValue(0);
    }

    @Test
    void whatIsRefusedIsAnsweredWithoutTheBody() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        assertThat(
                        ask(
                                "POST /up?refused HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 900000\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("connection: close\r\n");
        assertThat(uploads.announced).hasValue(0);
    }

    @Test
    void bytesThatAreNotHttpEndTheUpload() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        assertThat(ask(CHUNKED + "2\r\nab\r\nzz\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("malformed");
        assertThat(uploads.content.toString(StandardCharsets.UTF_8)).isEqualTo("ab");
    }

    @Test
    void theSinkHearsOfAClientThatLeaves() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream().write(head("content-length: 100\r\n\r\nabc"));
        }
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(uploads.ended).hasValue(0);
    }

    @Test
    void aClientThatStopsSendingIsEnded() throws Exception {
        RecordingUploads uploads = new RecordingUploads();
        try (RunningGateway hasty = hasty()) {
            hasty.router.add("/up", 0, uploads);
            assertThat(hasty.exchangeInOne(hasty.httpPort(), HEAD + "content-length: 9\r\n\r\nx"))
                    .startsWith("HTTP/1.1 408 ");
        }
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("timeout");
        assertThat(uploads.aborted).isEmpty();
    }

    @Test
    void aSinkThatStopsTakingIsEnded() throws Exception {
        RecordingUploads uploads = new RecordingUploads(piece -> new CompletableFuture<>());
        try (RunningGateway hasty = hasty()) {
            hasty.router.add("/up", 0, uploads);
            assertThat(hasty.exchangeInOne(hasty.httpPort(), HEAD + "content-length: 1\r\n\r\nx"))
                    .startsWith("HTTP/1.1 503 ");
            assertThat(hasty.counts("antiphon_drops_total{reason=\"reply-timeout\"}", 1))
                    .isTrue();
        }
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("timeout");
    }

    @Test
    void aSinkThatFailsIsAnsweredForWithoutDetails() throws Exception {
        RecordingUploads uploads = serve(
                new RecordingUploads(piece -> CompletableFuture.failedFuture(new IllegalStateException("secret"))));
        assertThat(ask(HEAD + "content-length: 9\r\n\r\nx"))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("secret");
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("failed");
    }

    @Test
    void aSinkThatThrowsIsOneThatFails() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads(piece -> {
            throw new IllegalStateException("secret");
        }));
        assertThat(ask(HEAD + "content-length: 9\r\n\r\nx")).startsWith("HTTP/1.1 500 ");
        assertThat(uploads.aborted.poll(60, TimeUnit.SECONDS)).isEqualTo("failed");
        assertThat(ask("POST /up?throws HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx"))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("secret");
    }

    @Test
    void aSinkMayAnswerInTheMiddle() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads(
                piece -> CompletableFuture.completedFuture(HttpReply.problem(507, "Insufficient storage", "full"))));
        assertThat(ask(HEAD + "content-length: 900000\r\n\r\nabc"))
                .startsWith("HTTP/1.1 507 ")
                .contains("connection: close\r\n");
        assertThat(uploads.ended).hasValue(0);
        assertThat(uploads.aborted).isEmpty();
    }

    @Test
    void whatIsNoUploadIsGathered() throws Exception {
        RecordingUploads uploads = serve(new RecordingUploads());
        assertThat(ask("PUT /up HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nconnection: close\r\n\r\nab"))
                .endsWith("gathered ab");
        assertThat(ask("PUT /up HTTP/1.1\r\nhost: a\r\ncontent-length: 65537\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(uploads.announced).hasValue(0);
    }

    @Test
    void onlyASubstantialPartOfTheBodyEarnsMoreTime() {
        RunningUpload upload = new RunningUpload(new RecordingUploads().newSink(), Long.MAX_VALUE);
        int[] earned = {0};
        for (int sent = 0; sent < 10 * RunningUpload.BYTES_PER_TIMEOUT; sent += 1_024) {
            upload.piece(io.netty.buffer.Unpooled.wrappedBuffer(new byte[1_024]));
            earned[0] += upload.earnsTime(1_024) ? 1 : 0;
        }
        assertThat(earned[0]).isEqualTo(10);
    }

    private RecordingUploads serve(RecordingUploads uploads) {
        running.router.add("/up", 0, uploads);
        return uploads;
    }

    private static void release(BlockingQueue<CompletableFuture<@Nullable HttpReply>> held)
            throws InterruptedException {
        CompletableFuture<@Nullable HttpReply> stage = held.poll(60, TimeUnit.SECONDS);
        assertThat(stage).isNotNull();
        stage.complete(null);
    }

    private static RunningGateway hasty() {
        return new RunningGateway(
                new GatewayLimits(1_000, 4_096, 65_536, Duration.ofMillis(300), RunningGateway.LIMITS.signaling()));
    }

    private static byte[] head(String rest) {
        return (HEAD + rest).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String ask(String request) throws Exception {
        return running.exchange(running.httpPort(), request);
    }
}
