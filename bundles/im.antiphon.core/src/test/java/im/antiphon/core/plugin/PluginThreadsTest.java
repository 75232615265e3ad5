// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginThreadsTest {
    private static final int ALLOWED = 2;

    private final List<Thread> live = new ArrayList<>();
    private final List<String> quarantined = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ClassLoader pluginLoader = new URLClassLoader(new URL[0]);
    private PluginState state = PluginState.SERVING;
    private int lists;
    private long changes;
    private final PluginThreads threads = new PluginThreads(
            new PluginThreads.Settings(1, ALLOWED), new OnePlugin(), new Classes(), () -> changes, () -> live);

    /** What the plugin's threads run. */
    private record Leak(CountDownLatch inside, CountDownLatch end) implements Runnable {
        static Thread asLambda(CountDownLatch inside, CountDownLatch end) {
            return new Thread(() -> {
                Leak leak = new Leak(inside, end);
                leak.run();
            });
        }

        @Override
        public void run() {
            inside.countDown();
            try {
                end.await();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The core calls the plugin. */
    private record Core(Leak plugin) implements Runnable {
        @Override
        public void run() {
            plugin.run();
        }
    }

    private static final class OwnThread extends Thread {
        OwnThread(String name) {
            super(name);
        }
    }

    @AfterEach
    void threadsEnd() throws InterruptedException {
        end.countDown();
        for (Thread thread : live) {
            thread.join();
        }
    }

    @Test
    void moreThreadsThanAllowedThatRunItsCodeQuarantineAPlugin() throws InterruptedException {
        leak("one");
        leak("two");
        threads.look();
        assertThat(quarantined).isEmpty();
        leak("three");
        threads.look();
        assertThat(quarantined)
                .containsExactly("leaky@1.0.0 3 threads that it started run (allowed: 2), among them one, two, three");
    }

    @Test
    void codeWrittenAsALambdaIsItsAuthorsToo() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            CountDownLatch inside = new CountDownLatch(1);
            start(Leak.asLambda(inside, end), inside);
        }
        threads.look();
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void aThreadOfTheCoreThatIsInThePluginIsNotThePlugins() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            CountDownLatch inside = new CountDownLatch(1);
            start(new Thread(new Core(new Leak(inside, end))), inside);
        }
        threads.look();
        assertThat(quarantined).isEmpty();
    }

    @Test
    void aThreadIsThePluginsByItsClassLoaderAndByItsClassToo() {
        for (int i = 0; i < 2; i++) {
            Thread byLoader = new Thread("by-loader-" + i);
            byLoader.setContextClassLoader(pluginLoader);
            live.add(byLoader);
        }
        live.add(new OwnThread("by-class"));
        threads.look();
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void threadsThatHaveEndedDoNotCount() throws InterruptedException {
        leak("one");
        leak("two");
        threads.look();
        live.get(0).interrupt();
        live.get(0).join();
        live.remove(0);
        changes++;
        leak("three");
        threads.look();
        assertThat(quarantined).isEmpty();
    }

    @Test
    void whoIsQuarantinedAlreadyIsNotAgain() throws InterruptedException {
        state = PluginState.QUARANTINED;
        for (int i = 0; i < 5; i++) {
            leak("leak-" + i);
        }
        threads.look();
        assertThat(quarantined).isEmpty();
    }

    @Test
    void onlyEveryFewCallsLook() {
        PluginThreads rare = new PluginThreads(
                new PluginThreads.Settings(10, ALLOWED), new OnePlugin(), new Classes(), () -> changes, () -> live);
        for (int i = 0; i < 20; i++) {
            changes++;
            rare.look();
        }
        assertThat(lists).isEqualTo(2);
    }

    @Test
    void whileNoThreadStartsOrEndsThereIsNothingToLookAt() throws InterruptedException {
        leak("one");
        threads.look();
        threads.look();
        assertThat(lists).isEqualTo(1);
        leak("two");
        leak("three");
        threads.look();
        assertThat(lists).isEqualTo(2);
        assertThat(quarantined).hasSize(1);
        threads.look();
        assertThat(quarantined).as("let back, and still leaking").hasSize(2);
    }

    @Test
    void aThreadThatIsNobodysIsLookedAtSomeTimesUntilItHasAStack() throws InterruptedException {
        live.add(new Thread("not started yet"));
        changes++;
        for (int i = 0; i < 10; i++) {
            threads.look();
        }
        assertThat(lists).isEqualTo(3);
    }

    private void leak(String name) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        start(new Thread(new Leak(inside, end), name), inside);
    }

    private void start(Thread thread, CountDownLatch inside) throws InterruptedException {
        thread.start();
        inside.await();
        live.add(thread);
        changes++;
    }

    private static final class Classes implements PluginClasses {
        @Override
        public boolean contain(PluginInfo plugin, String className) {
            return className.equals(Leak.class.getName()) || className.equals(OwnThread.class.getName());
        }

        @Override
        public boolean areLoadedBy(PluginInfo plugin, ClassLoader loader) {
            return loader instanceof URLClassLoader;
        }
    }

    private final class OnePlugin implements WatchedPlugins {
        @Override
        public List<PluginInfo> list() {
            lists++;
            return List.of(new PluginInfo(PluginKind.CONGESTION, "leaky", "1.0.0", "test.leaky", 0, state, 1, 0));
        }

        @Override
        public List<HealthCheck> healthChecks() {
            return List.of();
        }

        @Override
        public void quarantineBlocking(PluginKind kind, String label, String reason) {
            throw new AssertionError(label + " " + reason);
        }

        @Override
        public void quarantineLeaking(PluginKind kind, String label, String reason) {
            quarantined.add(label + " " + reason);
        }
    }
}
