// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

/** Those bytes are no record that this version can read; the message says why. */
public final class RecordException extends Exception {
    private static final long serialVersionUID = 1L;

    RecordException(String message) {
        super(message);
    }

    RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
