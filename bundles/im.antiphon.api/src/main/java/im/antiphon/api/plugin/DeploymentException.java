// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import org.jspecify.annotations.Nullable;

/** A plugin was not installed, removed or rolled back, and nothing has changed. The message says what to do about it. */
public final class DeploymentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public DeploymentException(Reason reason, String message) {
        this(reason, message, null);
    }

    public DeploymentException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of failure it is. */
    public Reason reason() {
        return reason;
    }

    /** What stands in the way, by what the caller or the plugin's author can do about it. */
    public enum Reason {
        /** The name of the file will not do, or is in use. */
        FILE_NAME,
        /** Larger than the limit, as a file or unpacked, or with too many entries. */
        TOO_LARGE,
        /** Not a jar, damaged, or with names in it that lead outside it. */
        UNREADABLE,
        /** Not a bundle, or one whose manifest is wrong. */
        MANIFEST,
        /** Asks for what a plugin may not have: a fragment, a required bundle, an extension of the framework. */
        FORBIDDEN,
        /** Claims a package that belongs to the API or to a bundle of the distribution. */
        CORE_PACKAGE,
        /** Not signed, or not by a trusted key, or changed after it was signed. */
        SIGNATURE,
        /** Was built for another version of the API. */
        API_VERSION,
        /** The same version of the same plugin is installed; a new one needs a new version. */
        SAME_VERSION,
        /** Something it needs is not here. */
        UNRESOLVABLE,
        /** Resolved, but failed as it started; it was uninstalled again. */
        START,
        /** No such file or plugin is deployed. */
        NOT_DEPLOYED,
        /** There is no other version of the plugin to go back to. */
        NO_FORMER_VERSION,
        /** The folder could not be read or written. */
        DISK,
        /** Too many changes wait; try again later. */
        BUSY,
        /** The deployer is being stopped. */
        STOPPED
    }
}
