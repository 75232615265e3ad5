// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.UploadSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on its way in: written to a temporary file piece by piece, by the tasks' threads, and given to whoever installs
 * it once it is whole. Whatever becomes of it, the temporary file is deleted.
 */
final class PluginUpload implements UploadSink {
    private static final Logger LOG = LoggerFactory.getLogger(PluginUpload.class);

    private final OperatorTasks tasks;
    private final Function<InputStream, HttpReply> installation;
    private final CompletionStage<@Nullable HttpReply> refusal;

    // guarded by this
    private @Nullable Path file;
    private @Nullable OutputStream output;
    private boolean over;

    /**
     * @param tasks has let this request begin; is told when it has ended
     * @param refusal completes with null when it is clear that the client may, else with the answer
     * @param installation is given the file, and blocks
     */
    PluginUpload(
            OperatorTasks tasks,
            CompletionStage<@Nullable HttpReply> refusal,
            Function<InputStream, HttpReply> installation) {
        this.refusal = refusal;
        this.tasks = tasks;
        this.installation = installation;
    }

    @Override
    public CompletionStage<@Nullable HttpReply> onPiece(byte[] piece) {
        CompletableFuture<@Nullable HttpReply> written = new CompletableFuture<>();
        refusal.thenAccept(refused -> tasks.execute(() -> {
            HttpReply failure = refused == null ? write(piece) : refused;
            if (failure != null) {
                end();
            }
            written.complete(failure);
        }));
        return written;
    }

    @Override
    public CompletionStage<HttpReply> onEnd() {
        return refusal.thenCompose(refused -> tasks.step(() -> {
            try {
                return refused == null ? install() : refused;
            } finally {
                end();
            }
        }));
    }

    @Override
    public void onAborted(String reason) {
        LOG.info("an upload of a plugin was not completed: {}", reason);
        try {
            tasks.execute(this::end);
        } catch (RejectedExecutionException stopping) {
            end(); // The node stops, and waits for its loops: a short look at the disk is allowed here.
        }
    }

    private synchronized @Nullable HttpReply write(byte[] piece) {
        if (over) {
            return null; // Aborted in the meantime; nobody waits for this.
        }
        try {
            if (output == null) {
                file = Files.createTempFile("antiphon-upload", ".jar");
                output = Files.newOutputStream(file);
            }
            output.write(piece);
            return null;
        } catch (IOException failure) {
            LOG.warn("an upload of a plugin cannot be written", failure);
            return HttpReply.problem(
                    507, "Insufficient Storage", "the upload cannot be written: " + failure.getMessage());
        }
    }

    private HttpReply install() {
        Path whole;
        synchronized (this) {
            whole = file;
            if (whole == null) {
                return HttpReply.problem(400, "Bad Request", "body: expected a jar");
            }
            close();
        }
        try (InputStream jar = Files.newInputStream(whole)) {
            return installation.apply(jar);
        } catch (IOException failure) {
            LOG.warn("an upload of a plugin cannot be read", failure);
            return HttpReply.problem(507, "Insufficient Storage", "the upload cannot be read: " + failure.getMessage());
        }
    }

    /** Once, whichever way an upload ends. */
    private synchronized void end() {
        if (over) {
            return;
        }
        over = true;
        close();
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            LOG.warn("{} cannot be deleted", file, failure);
        }
        tasks.end();
    }

    private synchronized void close() {
        try {
            if (output != null) {
                output.close();
            }
        } catch (IOException failure) {
            LOG.warn("{} cannot be closed", file, failure);
        }
    }
}
