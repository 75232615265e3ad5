// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * What the server proves its identity with.
 *
 * @param key of the first certificate
 * @param chain the server's own certificate first
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
    public ServerCertificate {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain: empty (expected: the server's certificate at least)");
        }
        chain = List.copyOf(chain);
    }

    /** The server's own. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** SHA-256 of the server's certificate, in upper-case hexadecimal pairs with colons between. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that cannot be digested", e);
        }
    }
}
