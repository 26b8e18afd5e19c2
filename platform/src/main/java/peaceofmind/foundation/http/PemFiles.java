// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import peaceofmind.foundation.log.ErrorText;

/** Reads keys and certificates in PEM format (RFC 7468). */
final class PemFiles {

    private static final long MAX_KEY_BYTES = 64 * 1024;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final char[] NO_PASSWORD = {};

    private PemFiles() {}

    /** @throws IOException when a file cannot be used, or key and certificate do not belong together; the message says what to do */
    static X509ExtendedKeyManager identity(Path certificateFile, Path keyFile) throws IOException {
        List<Certificate> chain = certificates(certificateFile);
        PrivateKey key = privateKey(keyFile);
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            if (!belongTogether(key, chain.getFirst().getPublicKey())) {
                throw new IOException(keyFile + " is not the key of " + certificateFile);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "cannot use " + certificateFile + " with " + keyFile + ": " + ErrorText.of(unusable), unusable);
        }
    }

    /** A certificate that is renewed before its key, or the other way round, must not be used yet. */
    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                });
        byte[] text = {1};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(text);
        return signature.verify(signed);
    }

    /** Trusts the certificates of a file only. */
    static X509ExtendedTrustManager authorities(Path file) throws IOException {
        try {
            KeyStore store = emptyStore();
            int number = 0;
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
            throw new GeneralSecurityException("this Java cannot check certificates");
        } catch (GeneralSecurityException unusable) {
            throw new IOException("cannot use " + file + ": " + ErrorText.of(unusable), unusable);
        }
    }

    private static List<Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> found =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new IOException(file + " contains no certificate");
            }
            return found;
        } catch (GeneralSecurityException malformed) {
            throw new IOException(
                    file + " does not contain certificates in PEM format: " + ErrorText.of(malformed), malformed);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        if (Files.size(file) > MAX_KEY_BYTES) {
            throw new IOException(file + " is too large to be a private key");
        }
        Matcher matcher = KEY.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new IOException(file + " contains no unencrypted key in PKCS #8 format (BEGIN PRIVATE KEY);"
                    + " convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
        }
        try {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (InvalidKeySpecException anotherAlgorithm) {
                    // The next one is tried.
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IOException("cannot read the key in " + file + ": " + ErrorText.of(malformed), malformed);
        }
        throw new IOException("the key in " + file + " is of another kind than " + String.join(", ", ALGORITHMS));
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
