// SPDX-License-Identifier: Apache-2.0
/**
 * TLS for HTTP: the certificate this node shows, given or made by itself, and the context built from it.
 */
@NullMarked
package im.antiphon.transport.tls;

import org.jspecify.annotations.NullMarked;
