// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb.internal;

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.storage.rocksdb.RocksDbSessionStore;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Offers stores on the disk. Two threads read and two write for all of its stores; they come with the first call and go
 * after a minute without one. Where {@value #WAITING_READS} reads, or commits of {@value #WAITING_COMMITS} stores, wait
 * already, more are refused.
 */
@Component(
        configurationPid = "im.antiphon.storage.rocksdb",
        service = SessionStoreFactory.class,
        property = "service.ranking:Integer=10")
@PluginName("rocksdb")
@Designate(ocd = RocksDbConfiguration.class)
public final class RocksDbComponent implements SessionStoreFactory {
    private static final String HOME_PROPERTY = "antiphon.home";
    private static final int THREADS = 2;
    private static final int WAITING_READS = 8192;
    private static final int WAITING_COMMITS = 64;

    private final Path home;
    private final ThreadPoolExecutor readers = threads("antiphon-rocksdb-read", WAITING_READS);
    private final ThreadPoolExecutor writers = threads("antiphon-rocksdb-write", WAITING_COMMITS);
    private final Set<SessionStore> opened = ConcurrentHashMap.newKeySet();
    private volatile RocksDbConfiguration configuration;

    @Activate
    public RocksDbComponent(BundleContext context, RocksDbConfiguration configuration) {
        String property = context.getProperty(HOME_PROPERTY);
        this.home = Path.of(property == null ? "." : property);
        this.configuration = configuration;
    }

    @Modified
    void configure(RocksDbConfiguration changed) {
        configuration = changed;
    }

    /** By now nobody should have a store of it; one that is left over must not keep its folder locked. */
    @Deactivate
    void deactivate() {
        opened.forEach(SessionStore::close);
        readers.shutdown();
        writers.shutdown();
    }

    @Override
    public SessionStore open(String name) {
        StoreLimits.requireName(name);
        String configured = configuration.directory();
        Path directory = configured.isEmpty() ? home.resolve("data").resolve("storage") : home.resolve(configured);
        SessionStore store =
                RocksDbSessionStore.open(directory.resolve(name), readers, writers, System::currentTimeMillis);
        opened.add(store);
        return new Listed(store, opened);
    }

    @Override
    public boolean persistent() {
        return true;
    }

    private static ThreadPoolExecutor threads(String name, int waiting) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
