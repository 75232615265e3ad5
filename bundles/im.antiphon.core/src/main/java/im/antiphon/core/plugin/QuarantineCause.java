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
    ALLOCATES("keep what a call needs in fields of the product and use it again; a factory may allocate when it makes a"
            + " product, and calls should be measured by the compatibility kit (im.antiphon.tck)"),
    LEAKS("a product may not start threads, which nobody ends when it is replaced; share a bounded pool among all"
            + " products, end it when the plugin's component is deactivated, and let idle threads time out. What runs"
            + " keeps the plugin's classes in memory until it ends"),
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
