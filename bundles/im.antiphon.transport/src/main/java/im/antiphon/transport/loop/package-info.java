// SPDX-License-Identifier: Apache-2.0
/**
 * Event loops: the threads all of the transport runs on, and what each of them carries.
 */
@NullMarked
package im.antiphon.transport.loop;

import org.jspecify.annotations.NullMarked;
