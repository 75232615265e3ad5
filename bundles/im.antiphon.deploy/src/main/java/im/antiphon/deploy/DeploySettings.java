// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.deploy.admission.Gate;

/**
 * What an operator may set.
 *
 * @param gate what a plugin has to pass
 * @param formerVersions how many older versions of a plugin are kept installed beside the newest
 */
public record DeploySettings(Gate gate, int formerVersions) {
    public DeploySettings {
        if (formerVersions < 0) {
            throw new IllegalArgumentException("former.versions: " + formerVersions + " (expected: 0 or more)");
        }
    }
}
