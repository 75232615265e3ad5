// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

import org.jspecify.annotations.Nullable;

/**
 * A media section of a listener and who is heard in it.
 *
 * @param mid of the section
 * @param kind {@code audio} or {@code video}
 * @param publisher session id or publisher name, or null while nobody is
 */
public record MediaTrack(String mid, String kind, @Nullable String publisher) {}
