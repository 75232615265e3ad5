// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import java.net.InetSocketAddress;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where this node can be reached over HTTP. A service while the server listens: whoever sees it may connect. Safe from any
 * thread; nothing in it changes while it is registered.
 */
@ProviderType
public interface HttpServerInfo {
    /** Where plain HTTP and WebSocket are served, with the ports in use; empty where they are not. */
    List<InetSocketAddress> httpAddresses();

    /** Where HTTPS and secure WebSocket are served, with the ports in use. */
    List<InetSocketAddress> httpsAddresses();

    /** Addresses or names by which others are to reach this node, as configured; may be empty. */
    List<String> advertisedAddresses();

    /** SHA-256 of the server's certificate, in upper-case hexadecimal pairs with colons between. */
    String certificateFingerprint();

    /** How the kernel is asked about sockets, such as {@code epoll} or {@code nio}. */
    String ioName();
}
