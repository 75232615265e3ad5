// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis server of the test's own: on a port of its own, with its files in a folder of the test. */
public final class RedisProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int PONG_LENGTH = 5;

    private final Path folder;
    private final int port;
    private final boolean forgetful;
    private Process process;

    private RedisProcess(Path folder, int port, boolean forgetful) throws IOException {
        this.folder = folder;
        this.port = port;
        this.forgetful = forgetful;
        this.process = launch();
    }

    /** One that has on the disk whatever it has acknowledged, and comes back with it. */
    public static RedisProcess start(Path folder) throws IOException {
        return new RedisProcess(folder, FreePort.find(), false);
    }

    /** One that keeps nothing on the disk: what it knew is gone with it. */
    public static RedisProcess startForgetful(Path folder) throws IOException {
        return new RedisProcess(folder, FreePort.find(), true);
    }

    public int port() {
        return port;
    }

    /** Its address as Redis clients write it. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it as {@code kill -9} does; returns when it has ended. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Starts it on the same port, in the same folder; returns when it answers. */
    public void startAgain() throws IOException {
        process = launch();
    }

    /** What it answers to a command of one line, such as {@code CLIENT KILL TYPE normal}; the first line of it. */
    public String command(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            for (int read = socket.getInputStream().read();
                    read >= 0 && read != '\r';
                    read = socket.getInputStream().read()) {
                answer.append((char) read);
            }
            return answer.toString();
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString(), "--save", ""));
        if (!forgetful) {
            command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
        }
        Process started;
        try {
            started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
        } catch (IOException missing) {
            throw new IOException("redis-server cannot be started; ./dev test installs it", missing);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!accepts()) {
            if (System.nanoTime() > deadline || !started.isAlive()) {
                started.destroyForcibly();
                throw new IOException("redis-server does not come up, see " + folder.resolve("redis.log"));
            }
            Thread.onSpinWait();
        }
        return started;
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(PONG_LENGTH);
            return answer.length == PONG_LENGTH && answer[1] == 'P'; // not while it loads its log
        } catch (IOException notYet) {
            return false;
        }
    }
}
