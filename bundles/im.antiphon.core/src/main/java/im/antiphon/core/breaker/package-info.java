// SPDX-License-Identifier: Apache-2.0
/** Calls to downstreams, each with a breaker around it. */
@NullMarked
package im.antiphon.core.breaker;

import org.jspecify.annotations.NullMarked;
