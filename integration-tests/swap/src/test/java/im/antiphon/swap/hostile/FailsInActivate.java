// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

/** Cannot even be made. */
public final class FailsInActivate extends SoundCongestion {
    public FailsInActivate() {
        throw new IllegalStateException("this plugin does not come up, as it is meant to");
    }
}
