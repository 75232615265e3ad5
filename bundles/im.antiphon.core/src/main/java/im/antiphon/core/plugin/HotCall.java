// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/** The calls that are made so often that only one in so many is timed. */
enum HotCall {
    PACKET_SENT("onPacketSent", 1),
    FEEDBACK("onFeedback", 8),
    TIMEOUT("onTimeout", 8),
    ENCODE("encode", 1),
    DECODE("decode", 1),
    ROUTE("route", 1),
    ADMIT("tryAcquire", 1),
    REPORT("onSuccess and onFailure", 1);

    private final String method;
    private final int frequency;

    HotCall(String method, int frequency) {
        this.method = method;
        this.frequency = frequency;
    }

    /** As the contract spells it. */
    String method() {
        return method;
    }

    /** The rarer a call, the more of it are timed: this times as many as of packets. */
    int frequency() {
        return frequency;
    }
}
