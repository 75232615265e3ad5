// SPDX-License-Identifier: Apache-2.0
/**
 * What the command {@code antiphon} runs: reads the features, fills an OSGi framework with their bundles, keeps
 * configuration in step with {@code conf/}, prints one screen when calls can come in, and stops in bounded time.
 *
 * <p>It lives outside the framework, on the class path.
 */
@NullMarked
package im.antiphon.launcher;

import org.jspecify.annotations.NullMarked;
