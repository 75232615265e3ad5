// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real folder and the kernel's own news, where it has any of the folder that tests may write to. */
@Timeout(30)
class FolderNewsTest {
    @TempDir
    Path parent;

    private final Semaphore told = new Semaphore(0);

    @Test
    void tellsOfFilesThatComeChangeAndGo() throws Exception {
        Path file = parent.resolve("a.jar");
        try (FolderNews news = new FolderNews(parent, told::release)) {
            assumeThat(news.told()).isTrue();
            Files.createFile(file);
            told.acquire();
            told.drainPermits();
            Files.writeString(file, "changed");
            told.acquire();
            told.drainPermits();
            Files.move(file, parent.resolve("b.jar"));
            told.acquire();
            assertThat(news.told()).isTrue();
        }
    }

    @Test
    void aFolderThatIsGoneIsSaidToBeToldOfNoLonger() throws Exception {
        Path folder = Files.createDirectory(parent.resolve("plugins"));
        try (FolderNews news = new FolderNews(folder, told::release)) {
            assumeThat(news.told()).isTrue();
            Files.delete(folder);
            told.acquire();
            while (news.told()) {
                told.acquire();
            }
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void aFolderThatIsNotThereIsNotToldOf() throws Exception {
        try (FolderNews news = new FolderNews(parent.resolve("nowhere"), told::release)) {
            assertThat(news.told()).isFalse();
        }
    }
}
