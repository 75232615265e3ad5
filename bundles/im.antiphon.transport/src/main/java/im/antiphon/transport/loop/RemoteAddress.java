// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A client's address as text, without a look-up in DNS. */
public final class RemoteAddress {
    private static final String UNKNOWN = "unknown";

    private RemoteAddress() {}

    public static String host(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        return remote instanceof InetSocketAddress
                ? NetUtil.toAddressString(((InetSocketAddress) remote).getAddress())
                : UNKNOWN;
    }

    public static String hostAndPort(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        return remote instanceof InetSocketAddress
                ? NetUtil.toSocketAddressString((InetSocketAddress) remote)
                : UNKNOWN;
    }
}
