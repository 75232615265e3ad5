// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

/**
 * A plugin that was handed in rather than dropped into the folder.
 *
 * @param file under which it is to be kept
 * @param staged its content
 */
public record Upload(String file, Staged staged) {}
