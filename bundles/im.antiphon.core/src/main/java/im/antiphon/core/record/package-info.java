// SPDX-License-Identifier: Apache-2.0
/**
 * What is kept of a session outside the process: Protocol Buffers, described in {@code session_record.proto}, from which
 * the other classes of this package are generated.
 */
@NullMarked
package im.antiphon.core.record;

import org.jspecify.annotations.NullMarked;
