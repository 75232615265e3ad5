// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginChoices;
import im.antiphon.api.plugin.PluginDeployer;
import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.plugin.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A node with one congestion plugin, {@code gcc}, which has come by deployment; notes what is asked of it. */
final class FakeOperations implements Plugins, PluginChoices, PluginDeployer {
    final List<String> asked = new ArrayList<>();
    final AtomicReference<@Nullable String> threadOfChange = new AtomicReference<>();
    private final List<PluginChoice> choices = new ArrayList<>();
    private boolean quarantined;

    static DeployedPlugin gcc() {
        return new DeployedPlugin(
                "org.example.gcc", "1.2.0", "gcc.jar", null, DeployedPlugin.State.CURRENT, List.of("1.1.0"), 42);
    }

    @Override
    public synchronized List<PluginInfo> list() {
        return List.of(new PluginInfo(
                PluginKind.CONGESTION,
                "gcc",
                "1.2.0",
                "org.example.gcc",
                0,
                quarantined ? PluginState.QUARANTINED : PluginState.SERVING,
                3,
                0,
                quarantined ? "ordered" : null));
    }

    @Override
    public List<PluginSwap> swaps() {
        return List.of(new PluginSwap(PluginKind.CONGESTION, null, "gcc@1.2.0", 42, 0));
    }

    @Override
    public List<PluginEvent> events() {
        return List.of(new PluginEvent(PluginEvent.Type.QUARANTINED, PluginKind.CONGESTION, "gcc@1.2.0", "slow", 42));
    }

    @Override
    public synchronized boolean quarantine(PluginKind kind, String plugin, String reason) {
        note("quarantine " + plugin + ": " + reason);
        boolean changes = !quarantined && plugin.equals("gcc");
        quarantined |= changes;
        return changes;
    }

    @Override
    public synchronized boolean releaseQuarantine(PluginKind kind, String name) {
        note("release " + name);
        boolean changes = quarantined && name.equals("gcc");
        quarantined &= !changes;
        return changes;
    }

    @Override
    public synchronized List<PluginChoice> choices() {
        return List.copyOf(choices);
    }

    @Override
    public synchronized void choose(PluginKind kind, String tenant, String plugin) {
        note("choose " + plugin + " for " + tenant);
        if (!plugin.equals("gcc")) {
            throw new IllegalArgumentException("plugin: " + plugin + " (expected: gcc)");
        }
        choices.add(new PluginChoice(kind, "", tenant, plugin));
    }

    @Override
    public DeployedPlugin install(String fileName, InputStream jar) {
        try {
            String content = new String(jar.readAllBytes(), StandardCharsets.UTF_8);
            note("install " + fileName + " of " + content.length());
            if (content.startsWith("bad")) {
                throw new DeploymentException(
                        DeploymentException.Reason.CORE_PACKAGE, "it claims im.antiphon.api: leave that out");
            }
            return gcc();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public DeployedPlugin remove(String fileName) {
        note("remove " + fileName);
        return gcc();
    }

    @Override
    public DeployedPlugin rollBack(String symbolicName) {
        note("roll back " + symbolicName);
        if (!symbolicName.equals("org.example.gcc")) {
            throw new DeploymentException(DeploymentException.Reason.NO_FORMER_VERSION, "there is no other version");
        }
        return gcc();
    }

    @Override
    public List<DeployedPlugin> deployed() {
        return List.of(gcc());
    }

    @Override
    public List<DeploymentEvent> history() {
        return List.of(new DeploymentEvent(
                DeploymentEvent.Type.REJECTED,
                "bad.jar",
                null,
                null,
                DeploymentException.Reason.CORE_PACKAGE,
                "it claims im.antiphon.api",
                42));
    }

    private synchronized void note(String what) {
        asked.add(what);
        threadOfChange.set(Thread.currentThread().getName());
    }
}
