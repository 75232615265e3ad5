// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.WhipException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Locale;

/** Why a client did not get there, in few enough words that many failures fall into few kinds. */
public final class ConnectFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 120;

    public ConnectFailure(String reason) {
        super(shortened(reason));
    }

    private ConnectFailure(String reason, Throwable cause) {
        super(shortened(reason), cause);
    }

    /** Of whatever a step of connecting has thrown. */
    public static ConnectFailure of(String step, Throwable cause) {
        if (cause instanceof ConnectFailure failure) {
            return failure;
        }
        return new ConnectFailure(step + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof WhipException refused) {
            return refused.status() + " " + text(refused).replaceFirst("^\\d+: ?", "");
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        if (cause instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        return text(cause).isEmpty() ? cause.getClass().getSimpleName() : text(cause);
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? "" : message;
    }

    /** One line, without what would make every failure another one: long numbers and names. */
    private static String shortened(String reason) {
        String line = reason.replaceAll("[\\p{Cntrl}\\s]+", " ")
                .replaceAll("[0-9a-fA-F-]{12,}", "…")
                .strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    /** The reason. */
    public String reason() {
        String message = getMessage();
        return message == null ? getClass().getSimpleName().toLowerCase(Locale.ROOT) : message;
    }
}
