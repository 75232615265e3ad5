// SPDX-License-Identifier: Apache-2.0
/**
 * What operators see of a node: its metrics as text, and whether it is fit to serve. Free of OSGi; the components are in
 * {@code internal}.
 */
@NullMarked
package im.antiphon.observe;

import org.jspecify.annotations.NullMarked;
