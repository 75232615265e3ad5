// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.session.Sessions;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleWiring;

/** The server as seen from a bundle beside its own. */
final class RunningServer {
    private static final int RUNNING_LEVEL = 30;

    private final BundleContext context;

    /** Brings it up as the launcher does, unless it is up. */
    RunningServer(BundleContext context) {
        this.context = context;
        FrameworkStartLevel level =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
        if (level.getStartLevel() < RUNNING_LEVEL) {
            level.setStartLevel(RUNNING_LEVEL);
        }
        Eventually.holds(() -> level.getStartLevel() >= RUNNING_LEVEL, () -> "start level " + level.getStartLevel());
        Eventually.holds(() -> find(MediaServer.class) != null && find(HttpServerInfo.class) != null, this::bundles);
        Eventually.holds(() -> list(PluginKind.CONGESTION).count() >= 2, this::plugins);
    }

    <S> S service(Class<S> type) {
        return Objects.requireNonNull(find(type), type::getName);
    }

    boolean present(Class<?> type) {
        return find(type) != null;
    }

    private <S> @Nullable S find(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        return reference == null ? null : context.getService(reference);
    }

    /** Where plain HTTP is served. */
    URI http() {
        InetSocketAddress address =
                service(HttpServerInfo.class).httpAddresses().get(0);
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }

    Path home() {
        return Path.of(Objects.requireNonNull(context.getProperty("antiphon.home")));
    }

    Stream<PluginInfo> list(PluginKind kind) {
        return service(Plugins.class).list().stream().filter(plugin -> plugin.kind() == kind);
    }

    PluginInfo serving(PluginKind kind, String name) {
        return list(kind)
                .filter(plugin -> plugin.name().equals(name) && plugin.state() == PluginState.SERVING)
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " " + name + " does not serve:\n" + plugins()));
    }

    /** Waits until that version serves, and nobody is left to migrate to it. */
    void awaitServing(PluginKind kind, String name, String version, int users) {
        Eventually.holds(
                () -> list(kind)
                        .anyMatch(plugin -> plugin.name().equals(name)
                                && plugin.version().equals(version)
                                && plugin.state() == PluginState.SERVING
                                && plugin.users() == users),
                () -> name + "@" + version + " should serve " + users + ":\n" + plugins() + "\n" + bundles());
    }

    /** Waits until that version serves at least so many, and no other plugin of the kind that it takes over from has any left. */
    void awaitMigrated(PluginKind kind, String name, String version, int products) {
        Eventually.holds(
                () -> {
                    List<PluginInfo> versions = list(kind)
                            .filter(plugin -> plugin.name().equals(name))
                            .toList();
                    return versions.stream()
                                    .anyMatch(plugin -> plugin.version().equals(version)
                                            && plugin.state() == PluginState.SERVING
                                            && plugin.users() >= products)
                            && versions.stream()
                                    .allMatch(plugin -> plugin.version().equals(version) || plugin.users() == 0);
                },
                () -> name + "@" + version + " should serve " + products + ":\n" + plugins() + "\n" + bundles());
    }

    /** The lines of /metrics that match. */
    /** So many sessions are connected: each is once its media is up, of which the registry hears a moment later. */
    void awaitActive(int sessions) {
        Sessions registry = service(Sessions.class);
        Eventually.holds(
                () -> registry.count(SessionState.ACTIVE) == sessions,
                () -> "sessions: " + registry.count(SessionState.ACTIVE) + " of " + sessions);
    }

    String metrics(String pattern) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(http().resolve("metrics")).build(), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.matches(pattern))
                .collect(Collectors.joining("; "));
    }

    /** What is bound, a line each: for those who want to know why something did not come. */
    String plugins() {
        return Optional.ofNullable(find(Plugins.class)).map(Plugins::list).stream()
                .flatMap(List::stream)
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
    }

    /** The bundle with that symbolic name and version. */
    Optional<Bundle> bundle(String symbolicName, String version) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .filter(bundle -> bundle.getVersion().toString().equals(version))
                .findFirst();
    }

    /** How many threads of that name run. */
    static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    /** Keeps neither the bundle nor its class loader alive. */
    WeakReference<ClassLoader> classLoader(String symbolicName, String version) {
        return new WeakReference<>(bundle(symbolicName, version)
                .orElseThrow(
                        () -> new AssertionError(symbolicName + " " + version + " is not installed:\n" + bundles()))
                .adapt(BundleWiring.class)
                .getClassLoader());
    }

    String bundles() {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion()
                        + " state " + bundle.getState())
                .collect(Collectors.joining("\n"));
    }
}
