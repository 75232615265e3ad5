// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Keys in files: {@code *.pem} has a public key (RFC 7468, section 13), {@code *.secret} the bytes of a shared secret,
 * {@code *.json} a JSON Web Key Set. The file's name without its suffix is the key's id.
 */
final class KeyFiles {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final List<String> TYPES = List.of("RSA", "EC", "Ed25519");
    private static final int LEAST_SECRET_BYTES = 32;
    private static final long LARGEST_FILE_BYTES = 1 << 20;

    private KeyFiles() {}

    /** @throws IllegalArgumentException naming the file and what is wrong with it */
    static TrustedKeys read(List<Path> files) {
        List<JsonWebKey> keys = new ArrayList<>();
        for (Path file : files) {
            try {
                keys.addAll(read(file));
            } catch (IOException | GeneralSecurityException | JoseException fault) {
                throw new IllegalArgumentException("key " + file + ": " + fault.getMessage(), fault);
            }
        }
        return new TrustedKeys(keys);
    }

    private static List<JsonWebKey> read(Path file) throws IOException, GeneralSecurityException, JoseException {
        if (Files.size(file) > LARGEST_FILE_BYTES) {
            throw new IOException(Files.size(file) + " bytes (expected: at most " + LARGEST_FILE_BYTES + ")");
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String id = dot < 0 ? name : name.substring(0, dot);
        return switch (dot < 0 ? "" : name.substring(dot)) {
            case ".pem" -> List.of(named(id, JsonWebKey.Factory.newJwk(publicKey(Files.readString(file)))));
            case ".secret" -> List.of(named(id, secret(Files.readAllBytes(file))));
            case ".json" -> new JsonWebKeySet(Files.readString(file)).getJsonWebKeys();
            default -> throw new IOException("its name says nothing (expected: *.pem, *.secret or *.json)");
        };
    }

    private static JsonWebKey named(String id, JsonWebKey key) {
        key.setKeyId(id);
        return key;
    }

    private static JsonWebKey secret(byte[] bytes) throws IOException {
        if (bytes.length < LEAST_SECRET_BYTES) {
            throw new IOException(
                    bytes.length + " bytes (expected: at least " + LEAST_SECRET_BYTES + ", RFC 7518, section 3.2)");
        }
        return new OctetSequenceJsonWebKey(new HmacKey(bytes));
    }

    private static PublicKey publicKey(String text) throws GeneralSecurityException {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException("no public key (expected: " + BEGIN + ")");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException malformed) {
            throw new GeneralSecurityException("not Base64", malformed);
        }
        for (String type : TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException another) {
                continue; // the encoding names its type, and each factory takes its own only
            }
        }
        throw new GeneralSecurityException("a key of another type (expected: one of " + TYPES + ")");
    }
}
