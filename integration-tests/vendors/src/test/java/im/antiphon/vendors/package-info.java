// SPDX-License-Identifier: Apache-2.0
/** What a vendor does, done by a test: makes a plugin of the published artifacts, builds it, and drops it into a server. */
@NullMarked
package im.antiphon.vendors;

import org.jspecify.annotations.NullMarked;
