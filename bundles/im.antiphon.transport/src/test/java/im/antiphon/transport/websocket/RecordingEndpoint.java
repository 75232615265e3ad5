// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import im.antiphon.api.auth.Identity;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A session core that welcomes, echoes and writes down. */
public final class RecordingEndpoint implements SignalingEndpoint {
    public final BlockingQueue<SignalingConnection> connections = new LinkedBlockingQueue<>();
    public final BlockingQueue<Identity> identities = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public SignalingReceiver connected(SignalingConnection connection, Identity identity) {
        identities.add(identity);
        connection.send("welcome");
        connections.add(connection); // last: whoever takes it from here sends after the welcome
        return new SignalingReceiver() {
            @Override
            public void onText(String text) {
                events.add("text " + text);
                connection.send("echo " + text);
            }

            @Override
            public void onOversized(long sizeInBytes) {
                events.add("oversized " + sizeInBytes);
                connection.send("oversized");
            }

            @Override
            public void onClosed(String reason) {
                events.add("closed " + reason);
            }
        };
    }

    public String nextEvent() throws InterruptedException {
        String event = events.poll(60, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    public SignalingConnection nextConnection() throws InterruptedException {
        SignalingConnection connection = connections.poll(60, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("nobody connected");
        }
        return connection;
    }
}
