// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that costs next to nothing while it is idle: answers pings, says something when it is told to, and
 * notes how long the answer takes. Reads no more of RFC 6455 than servers that behave well send. Confined to its loop.
 */
final class HeldClient extends ChannelInboundHandlerAdapter {
    private static final String SAID = "{\"type\":\"ping\",\"id\":\"1\"}";
    private static final String GOODBYE = "{\"type\":\"bye\"}";
    private static final int PING = 0x9;
    private static final int TEXT = 0x1;

    /** What happens to clients. */
    interface Events {
        /** Upgraded, and its first word answered. */
        void onOpen(HeldClient client);

        void onPing();

        void onAnswer(long nanos);

        /** @param opened whether it had been open */
        void onClosed(HeldClient client, boolean opened);
    }

    private final Events events;
    private final String user;
    private final boolean secure;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf unread;
    private boolean upgraded;
    private boolean opened;
    private long saidNanos;

    HeldClient(Events events, String user, boolean secure) {
        this.events = events;
        this.user = user;
        this.secure = secure;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!secure) {
            upgrade(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == SslHandshakeCompletionEvent.SUCCESS) {
            upgrade(ctx);
        }
    }

    private void upgrade(ChannelHandlerContext ctx) {
        context = ctx;
        String request = "GET /signaling?user=" + user + "&device=held HTTP/1.1\r\nhost: localhost\r\n"
                + "upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "sec-websocket-version: 13\r\nsec-websocket-protocol: signaling-v1\r\n\r\n";
        ctx.writeAndFlush(ctx.alloc().buffer(request.length()).writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Says something to which there is an answer, unless one is being waited for. */
    void ask() {
        if (saidNanos == 0) {
            saidNanos = System.nanoTime();
            say(SAID);
        }
    }

    /** Ends its session, not only the connection. */
    void sayGoodbye() {
        say(GOODBYE);
    }

    private void say(String text) {
        frame(0x80 | TEXT, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void frame(int first, byte[] payload) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            // a mask of zeros is a mask
            ByteBuf frame = ctx.alloc().buffer(6 + payload.length);
            frame.writeByte(first).writeByte(0x80 | payload.length).writeInt(0).writeBytes(payload);
            ctx.writeAndFlush(frame, ctx.voidPromise());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        if (unread != null) {
            unread.writeBytes(bytes);
            ReferenceCountUtil.release(bytes);
            bytes = unread;
            unread = null;
        }
        try {
            if (upgraded || hasUpgraded(ctx, bytes)) {
                while (hasReadFrame(bytes)) {
                    // the next one
                }
            }
            if (bytes.isReadable()) {
                unread = ctx.alloc().buffer(bytes.readableBytes() + 256).writeBytes(bytes);
            }
        } finally {
            ReferenceCountUtil.release(bytes);
        }
    }

    private boolean hasUpgraded(ChannelHandlerContext ctx, ByteBuf bytes) {
        String head = bytes.toString(StandardCharsets.US_ASCII);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            System.err.println(head);
            ctx.close();
            return false;
        }
        bytes.skipBytes(end + 4);
        upgraded = true;
        ask();
        return true;
    }

    private boolean hasReadFrame(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int size = bytes.readableBytes();
        if (size < 2 || (bytes.getByte(from + 1) == 126 && size < 4)) {
            return false;
        }
        int opcode = bytes.getByte(from) & 0xF;
        boolean isLong = bytes.getByte(from + 1) == 126;
        int length = isLong ? bytes.getUnsignedShort(from + 2) : bytes.getByte(from + 1);
        int header = isLong ? 4 : 2;
        if (size < header + length) {
            return false;
        }
        byte[] payload = new byte[length];
        bytes.skipBytes(header).readBytes(payload);
        if (opcode == PING) {
            events.onPing();
            frame(0x8A, payload);
        } else if (opcode == TEXT && saidNanos != 0 && isAnswer(payload)) {
            long nanos = System.nanoTime() - saidNanos;
            saidNanos = 0;
            if (opened) {
                events.onAnswer(nanos);
            } else {
                opened = true;
                events.onOpen(this);
            }
        }
        return true;
    }

    /** Signaling's {@code pong}, or what was said, as the echo gives it back. */
    private static boolean isAnswer(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.equals(SAID) || text.contains("\"pong\"");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (unread != null) {
            unread.release();
            unread = null;
        }
        events.onClosed(this, opened);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.err.println(user + ": " + cause);
        ctx.close();
    }
}
