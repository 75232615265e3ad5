// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import im.antiphon.api.bus.BusFactory;
import im.antiphon.tck.BusContract;
import im.antiphon.testkit.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that forgets everything when it is killed. */
final class RedisBusContractTest extends BusContract {
    @TempDir
    static Path folder;

    /** Long enough that a node that gets no processor for some seconds keeps its lease: without it, it refuses frames. */
    private static final Duration NODE_TIME = Duration.ofSeconds(12);

    private static RedisProcess redis;
    private static int clusters;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.startForgetful(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @Override
    protected BusFactory factory() {
        RedisBusSettings settings = new RedisBusSettings(
                redis.uri(), "contract-" + clusters++, NODE_TIME, Duration.ofSeconds(20), 100_000, 16_384);
        return (node, listener) -> RedisBus.open(settings, node, listener);
    }

    @Override
    protected void fail() throws Exception {
        redis.kill();
        redis.startAgain();
    }
}
