// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import java.io.IOException;

/** The server answered, but not as it should for success. */
public class WhipException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public WhipException(int status, String body) {
        super(status + ": " + body);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
