// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import java.nio.file.Path;

/**
 * A copy of a plugin's jar where nobody else writes: what is checked is what is installed.
 *
 * @param path of the copy
 * @param digest SHA-256 of its content, in hexadecimal
 */
public record Staged(Path path, String digest) {}
