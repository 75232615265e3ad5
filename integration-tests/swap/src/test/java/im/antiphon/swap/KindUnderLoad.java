// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.plugin.PluginKind;

/** Products of one kind that are called all the time, by threads of their own, while their plugin is replaced. */
interface KindUnderLoad extends AutoCloseable {
    PluginKind kind();

    /** Of the plugin that is replaced by newer versions of itself. */
    String plugin();

    /** Products of ours that have to migrate; the server may have others. */
    int products();

    HeldUp heldUp();

    /** Before each swap: whatever the swap is to find. */
    default void beforeSwap() throws Exception {}

    /** After each swap: the products are as they were. */
    default void afterSwap() throws Exception {}

    /** In the end: no call has gone wrong. */
    void verify() throws Exception;

    @Override
    void close() throws Exception;
}
