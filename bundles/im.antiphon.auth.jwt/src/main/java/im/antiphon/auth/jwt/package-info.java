// SPDX-License-Identifier: Apache-2.0
/**
 * Identities from JSON Web Tokens (RFC 7519): which keys are trusted, where they come from, and what the claims mean.
 * Nothing here is exported; {@code internal} has the component.
 */
@NullMarked
package im.antiphon.auth.jwt;

import org.jspecify.annotations.NullMarked;
