// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/**
 * Decides which way the media of one one-to-one call goes. Groups go through the forwarding unit always. Confined to its
 * call; reads no clock.
 */
public interface RelayPolicy {
    /**
     * One of the two has measured something.
     *
     * @param user whose figures they are
     * @param current the way the media goes, and which was measured
     * @return the way it should go from now on
     */
    CallMode measured(long nowNanos, String user, CallMode current, RelayFigures figures);
}
