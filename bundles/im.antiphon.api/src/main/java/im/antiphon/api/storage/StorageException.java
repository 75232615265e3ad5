// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

/** The store could not do it now; the same call may succeed later. */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
