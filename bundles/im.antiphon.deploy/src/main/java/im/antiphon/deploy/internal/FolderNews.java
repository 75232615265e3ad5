// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the kernel when something happens in a folder, so that nobody has to look all the time. Only for file systems
 * whose changes all pass this kernel: what another machine writes to a shared one is not told here, and there, as on systems
 * other than Linux, the folder has to be looked at.
 */
final class FolderNews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderNews.class);

    /** As the table of mounts spells them. */
    private static final Set<String> OF_THIS_MACHINE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "ramfs", "overlay");

    private final Path folder;
    private final Runnable listener;
    private final @Nullable WatchService service;
    private volatile boolean told;

    /**
     * @param folder exists
     * @param listener called on a thread of this one after each change; quick, and does not throw
     */
    FolderNews(Path folder, Runnable listener) {
        this.folder = folder;
        this.listener = listener;
        service = open();
        told = service != null;
        if (service != null) {
            Thread thread = new Thread(() -> listen(service), "antiphon-deploy-news");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Whether changes are told; else, or from when this is no longer so, the folder has to be looked at. */
    boolean told() {
        return told;
    }

    private @Nullable WatchService open() {
        try {
            String type = Files.getFileStore(folder).type();
            if (!OF_THIS_MACHINE.contains(type)
                    || !System.getProperty("os.name", "").equals("Linux")) {
                LOG.info("plugins: {} is looked at again and again, since changes on {} are not told", folder, type);
                return null;
            }
            WatchService opened = folder.getFileSystem().newWatchService();
            folder.register(
                    opened,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return opened;
        } catch (IOException | UnsupportedOperationException e) { // Such as: too many watches on this machine.
            LOG.info("plugins: {} is looked at again and again, since it cannot be watched: {}", folder, e.toString());
            return null;
        }
    }

    private void listen(WatchService opened) {
        try {
            for (boolean there = true; there; ) {
                WatchKey key = opened.take();
                key.pollEvents(); // What it was does not matter: whoever is told looks.
                there = key.reset();
                told = there; // A folder that was deleted, or moved away, is not watched any more.
                listener.run();
            }
        } catch (ClosedWatchServiceException closed) {
            told = false;
        } catch (InterruptedException e) {
            told = false;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
