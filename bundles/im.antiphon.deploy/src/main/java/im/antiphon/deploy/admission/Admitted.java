// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.admission;

import im.antiphon.deploy.jar.PluginManifest;
import im.antiphon.deploy.signature.Signing;

/**
 * A jar that may be installed.
 *
 * @param manifest what it says of itself
 * @param signing by whom it is signed
 */
public record Admitted(PluginManifest manifest, Signing signing) {}
