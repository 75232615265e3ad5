// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of every bundle share; never deployed, and dependent on no other bundle.
 *
 * <ul>
 *   <li>{@link im.antiphon.testkit.Corpus}: sample inputs kept on the class path, in a stable order
 *   <li>{@link im.antiphon.testkit.Mutations}: seeded damage to such samples, for parsers that must not throw
 *   <li>{@link im.antiphon.testkit.Hex}: bytes as text and back
 *   <li>{@link im.antiphon.testkit.ManualTime}: a clock that moves only when told
 *   <li>{@link im.antiphon.testkit.RedisProcess}: a Redis server that can be killed
 * </ul>
 */
@NullMarked
package im.antiphon.testkit;

import org.jspecify.annotations.NullMarked;
