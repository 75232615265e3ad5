// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Redis server of the test's own: on a port of its own, with nothing on the disk but in a folder of the test. */
final class RedisProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final int port;
    private Process process;

    private RedisProcess(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static RedisProcess start(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return new RedisProcess(folder, port, launch(folder, port));
    }

    RedisServer client() {
        return new RedisServer(new RedisSettings("redis://127.0.0.1:" + port, Duration.ofSeconds(5), 8192));
    }

    int port() {
        return port;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void startAgain() throws IOException {
        process = launch(folder, port);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private static Process launch(Path folder, int port) throws IOException {
        Process started;
        try {
            started = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            "" + port,
                            "--bind",
                            "127.0.0.1",
                            "--dir",
                            folder.toString(),
                            "--save",
                            "",
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "always")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
        } catch (IOException missing) {
            throw new IOException("redis-server cannot be started; ./dev test installs it", missing);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!accepts(port)) {
            if (System.nanoTime() > deadline || !started.isAlive()) {
                started.destroyForcibly();
                throw new IOException("redis-server does not come up, see " + folder.resolve("redis.log"));
            }
            Thread.onSpinWait();
        }
        return started;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return answer.length == 5 && answer[1] == 'P'; // not while it loads its log
        } catch (IOException notYet) {
            return false;
        }
    }
}
