// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.expiry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/** Reads when something expires. */
final class ExpiryReader {

    private ExpiryReader() {}

    /**
     * The expiry; empty when there is none or it is unknown.
     *
     * @throws IOException when the file cannot be read or parsed; the message names it
     */
    static Optional<Instant> read(ExpiryItem.Source source) throws IOException {
        return switch (source) {
            case ExpiryItem.Configured known -> Optional.of(known.expiry());
            case ExpiryItem.Certificates pem -> earliest(certificates(pem.file()));
            case ExpiryItem.Keystore keystore -> earliest(certificates(keystore));
            case ExpiryItem.Token token ->
                jwtExpiry(Files.readString(token.file()).strip());
        };
    }

    private static Optional<Instant> earliest(Collection<? extends Certificate> certificates) {
        return certificates.stream()
                .filter(X509Certificate.class::isInstance)
                .map(certificate ->
                        ((X509Certificate) certificate).getNotAfter().toInstant())
                .min(Instant::compareTo);
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (GeneralSecurityException problem) {
            throw new IOException(
                    file + " does not contain certificates in PEM form: " + problem.getMessage(), problem);
        }
    }

    private static List<Certificate> certificates(ExpiryItem.Keystore keystore) throws IOException {
        char[] password = keystore.passwordFile().isPresent()
                ? Files.readString(keystore.passwordFile().get()).strip().toCharArray()
                : new char[0];
        try (InputStream in = Files.newInputStream(keystore.file())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            List<Certificate> certificates = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                certificates.addAll(
                        chain == null ? List.of(Objects.requireNonNull(store.getCertificate(alias))) : List.of(chain));
            }
            return certificates;
        } catch (GeneralSecurityException problem) {
            throw new IOException("cannot open " + keystore.file() + ": " + problem.getMessage(), problem);
        }
    }

    private static Optional<Instant> jwtExpiry(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return Json.parseObject(claims).integer("exp").map(Instant::ofEpochSecond);
        } catch (IllegalArgumentException | JsonException notJwt) {
            return Optional.empty();
        }
    }
}
