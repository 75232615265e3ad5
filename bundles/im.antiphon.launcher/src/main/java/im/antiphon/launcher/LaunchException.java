// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

/** Antiphon cannot start, and the message tells the operator why: it is printed alone, without a stack trace. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
