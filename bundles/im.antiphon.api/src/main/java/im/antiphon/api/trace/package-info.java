// SPDX-License-Identifier: Apache-2.0
/**
 * Traces: what happens on behalf of a call, across clients and nodes, as spans of W3C Trace Context.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.api.trace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
