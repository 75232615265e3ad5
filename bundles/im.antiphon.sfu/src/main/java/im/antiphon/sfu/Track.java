// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import org.jspecify.annotations.Nullable;

/**
 * A slot and who is heard in it.
 *
 * @param mid of the media section
 * @param kind what it may carry
 * @param publisher name, or null while nobody is heard
 */
public record Track(String mid, MediaKind kind, @Nullable String publisher) {}
