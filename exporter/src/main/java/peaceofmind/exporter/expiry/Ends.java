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

/** Reads when something ends. */
final class Ends {

    private Ends() {}

    /**
     * Its end; empty when it has none that can be known.
     *
     * @throws IOException when the file can't be read or understood, with its name
     */
    static Optional<Instant> of(Expiring.Source source) throws IOException {
        return switch (source) {
            case Expiring.Known known -> Optional.of(known.end());
            case Expiring.Certificates pem -> first(certificates(pem.file()));
            case Expiring.Keystore keystore -> first(certificates(keystore));
            case Expiring.Token token -> jwtEnd(Files.readString(token.file()).strip());
        };
    }

    private static Optional<Instant> first(Collection<? extends Certificate> certificates) {
        return certificates.stream()
                .filter(X509Certificate.class::isInstance)
                .map(one -> ((X509Certificate) one).getNotAfter().toInstant())
                .min(Instant::compareTo);
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (GeneralSecurityException problem) {
            throw new IOException(file + " does not hold certificates in PEM form: " + problem.getMessage(), problem);
        }
    }

    private static List<Certificate> certificates(Expiring.Keystore keystore) throws IOException {
        char[] password = keystore.passwordFile().isPresent()
                ? Files.readString(keystore.passwordFile().get()).strip().toCharArray()
                : new char[0];
        try (InputStream in = Files.newInputStream(keystore.file())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            List<Certificate> all = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                all.addAll(
                        chain == null ? List.of(Objects.requireNonNull(store.getCertificate(alias))) : List.of(chain));
            }
            return all;
        } catch (GeneralSecurityException problem) {
            throw new IOException(keystore.file() + " can't be opened: " + problem.getMessage(), problem);
        }
    }

    private static Optional<Instant> jwtEnd(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return Json.parseObject(claims).integer("exp").map(Instant::ofEpochSecond);
        } catch (IllegalArgumentException | JsonException otherToken) {
            return Optional.empty();
        }
    }
}
