// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/** Where a call's output goes. May not call back into the call. */
public interface CallSink {
    /** Tells a device something; the order of calls is the order in which it must arrive. */
    void tell(String session, CallNotice notice);

    /**
     * A leg has moved on, for those who count and trace.
     *
     * @param sinceInviteNanos how long ago the user was invited
     */
    void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos);

    /** A call is over, for the same. */
    default void onEnded(String call, EndReason reason) {}
}
