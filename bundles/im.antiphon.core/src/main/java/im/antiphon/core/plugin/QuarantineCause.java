// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/** Why a plugin is taken out, with what its author is told to do about it. */
enum QuarantineCause {
    THROWS("its stack traces are in this log: mend what throws"),
    SLOW(
            "do less within the call, and wait for nothing in it: what takes long belongs between calls or to a thread of the"
                    + " plugin's own"),
    BLOCKS("a product may never wait on the thread that calls it: no sleep, no lock held elsewhere, no input or output;"
            + " hand such work to a thread of the plugin's own and answer from what is known"),
    UNHEALTHY("it is the plugin's own PluginHealth that says so"),
    ORDERED("somebody who operates this node has ordered it");

    private final String advice;

    QuarantineCause(String advice) {
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
