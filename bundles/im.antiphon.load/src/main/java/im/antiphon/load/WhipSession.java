// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A session that the server has opened.
 *
 * @param resource where it is changed and ended, or null where the server has not told
 * @param answer as SDP; after a restart a fragment of it
 * @param etag of its ICE session, another after a restart, or null where the server gives none
 */
public record WhipSession(@Nullable URI resource, String answer, @Nullable String etag) {}
