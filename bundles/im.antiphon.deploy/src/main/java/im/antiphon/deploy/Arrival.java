// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.deploy.admission.Admitted;
import im.antiphon.deploy.jar.PluginManifest;
import org.jspecify.annotations.Nullable;

/** A plugin on its way in, and how far it has come. Confined to one thread. */
final class Arrival {
    private static final long NONE = -1;

    private final String file;
    private final Staged staged;
    private @Nullable Admitted admitted;
    private @Nullable DeploymentException refusal;
    private long bundle = NONE;

    Arrival(String file, Staged staged) {
        this.file = file;
        this.staged = staged;
    }

    String file() {
        return file;
    }

    Staged staged() {
        return staged;
    }

    /** What it says of itself; null where that could not be read. */
    @Nullable
    PluginManifest manifest() {
        return admitted == null ? null : admitted.manifest();
    }

    @Nullable
    DeploymentException refusal() {
        return refusal;
    }

    /** Does the next thing to it, unless it was refused before. */
    void step(Runnable step) {
        if (refusal == null) {
            try {
                step.run();
            } catch (DeploymentException e) {
                refusal = e;
            }
        }
    }

    void admit(Admitted as) {
        admitted = as;
    }

    void installed(long id) {
        bundle = id;
    }

    boolean isInstalled() {
        return bundle != NONE;
    }

    long bundle() {
        return bundle;
    }

    void uninstalled() {
        bundle = NONE;
    }

    Standing standing(long epochMillis) {
        if (admitted == null || refusal != null || bundle == NONE) {
            throw new IllegalStateException(file + " has not arrived");
        }
        return new Standing(file, admitted, staged.digest(), bundle, epochMillis);
    }
}
