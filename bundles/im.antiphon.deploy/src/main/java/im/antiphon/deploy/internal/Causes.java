// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import im.antiphon.deploy.jar.Shown;

/** Failures of plugins in words, so that nobody holds on to an exception of a class that is to be unloaded. */
final class Causes {
    private static final int MOST = 10;

    private Causes() {}

    /** The innermost cause: the outer ones say only who called whom. */
    static String told(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; depth < MOST && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return Shown.text(cause.toString());
    }
}
