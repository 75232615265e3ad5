// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One calls the other, again and again: from the invitation until it is told that the other's device rings; then it takes
 * the invitation back. Confined to the clients' loop, but for {@link #run}.
 */
final class CallLoad {
    private static final long PATIENCE_SECONDS = 60;

    private final LoadClients.Client caller;
    private final LoadClients.Client callee;
    private final String calleeName;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long[] latencies = new long[0];
    private int count;
    private int ids;
    private boolean ringing;
    private long beganNanos;

    CallLoad(LoadClients.Client caller, LoadClients.Client callee, String calleeName) {
        this.caller = caller;
        this.callee = callee;
        this.calleeName = calleeName;
        caller.listen(this::heardByCaller);
        callee.listen(this::heardByCallee);
    }

    Load run(int calls, long... pids) throws Exception {
        latencies = new long[calls];
        ProcessTime cpu = new ProcessTime(pids);
        long began = System.nanoTime();
        invite();
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return Load.of(Arrays.copyOf(latencies, count), (System.nanoTime() - began) / 1e9, cpu.micros());
    }

    private void invite() {
        ringing = false;
        beganNanos = System.nanoTime();
        say(caller, "invite", "\"users\":[\"" + calleeName + "\"]");
    }

    private void say(LoadClients.Client client, String type, String payload) {
        client.send("{\"type\":\"" + type + "\",\"id\":\"c" + ++ids + "\",\"payload\":{" + payload + "}}");
    }

    private void heardByCallee(String text) {
        SignalingUser.confirm(callee, text);
        failOn(text);
        if (SignalingUser.member("type", text).equals("incoming")) {
            say(callee, "ringing", "\"call\":\"" + SignalingUser.member("call", text) + "\"");
        }
    }

    private void heardByCaller(String text) {
        SignalingUser.confirm(caller, text);
        failOn(text);
        String type = SignalingUser.member("type", text);
        if (type.equals("call") && text.contains("\"state\":\"ringing\"") && !ringing) {
            ringing = true;
            latencies[count++] = System.nanoTime() - beganNanos;
            say(caller, "cancel", "\"call\":\"" + SignalingUser.member("call", text) + "\"");
        } else if (type.equals("call-ended")) {
            if (count == latencies.length) {
                ended.complete(null);
            } else {
                invite();
            }
        }
    }

    private void failOn(String text) {
        String type = SignalingUser.member("type", text);
        if (type.equals("error") || type.equals("bye")) {
            ended.completeExceptionally(new AssertionError(text));
        }
    }
}
