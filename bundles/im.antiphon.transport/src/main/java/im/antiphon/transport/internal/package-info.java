// SPDX-License-Identifier: Apache-2.0
/**
 * Components: where the transport meets OSGi.
 */
@NullMarked
package im.antiphon.transport.internal;

import org.jspecify.annotations.NullMarked;
