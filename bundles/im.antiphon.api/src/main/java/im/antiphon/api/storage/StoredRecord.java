// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import java.time.Duration;

/**
 * A record as a store has it.
 *
 * @param value the reader's own array
 * @param timeToLive what is left of it; more than nothing
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StoredRecord(String key, byte[] value, Duration timeToLive) {}
