// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.tck.SessionStoreContract;
import im.antiphon.testkit.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class RedisSessionStoreContractTest extends SessionStoreContract {
    @TempDir
    static Path folder;

    private static RedisProcess redis;
    private @Nullable RedisServer server;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @Override
    protected SessionStoreFactory factory() {
        RedisServer connected = new RedisServer(new RedisSettings(redis.uri(), Duration.ofSeconds(30), 8192));
        server = connected;
        connected.send(commands -> commands.flushall()).join();
        return new SessionStoreFactory() {
            @Override
            public SessionStore open(String name) {
                return new RedisSessionStore(connected, name);
            }

            @Override
            public boolean persistent() {
                return true;
            }
        };
    }

    @AfterEach
    void disconnect() {
        if (server != null) {
            server.close();
        }
    }
}
