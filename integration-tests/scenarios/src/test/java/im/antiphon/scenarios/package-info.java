// SPDX-License-Identifier: Apache-2.0
/** Scenarios with the assembled distribution: what it does when people, peers and strangers meet it. */
@NullMarked
package im.antiphon.scenarios;

import org.jspecify.annotations.NullMarked;
