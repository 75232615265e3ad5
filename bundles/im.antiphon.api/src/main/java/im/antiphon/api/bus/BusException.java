// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

/** The bus could not take it now; the same call may succeed later. */
public class BusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusException(String message) {
        super(message);
    }

    public BusException(String message, Throwable cause) {
        super(message, cause);
    }
}
