// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.plugin.PluginKind;

/** The controllers of all sessions: what calls them are the packets. */
final class CallsUnderLoad implements KindUnderLoad {
    private final Calls calls;
    private final HeldUp heldUp = new HeldUp();

    CallsUnderLoad(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void beforeSwap() throws InterruptedException {
        calls.awaitSigns();
    }

    @Override
    public PluginKind kind() {
        return PluginKind.CONGESTION;
    }

    @Override
    public String plugin() {
        return "remb";
    }

    @Override
    public int products() {
        return calls.sessions();
    }

    @Override
    public HeldUp heldUp() {
        return heldUp;
    }

    @Override
    public void verify() {}

    @Override
    public void close() {}
}
