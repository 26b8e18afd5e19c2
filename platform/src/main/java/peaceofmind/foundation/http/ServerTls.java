// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;

/**
 * The section {@code tls_server_config} of a {@link WebConfig}.
 *
 * @param certificate the server's and its chain, in PEM
 * @param key its private key, in PEM
 * @param clientAuthorities whose certificates clients may have; empty when they need none
 * @param protocols Java's names of the allowed versions
 */
public record ServerTls(
        Path certificate, Path key, ClientAuth clientAuth, Optional<Path> clientAuthorities, List<String> protocols) {

    private static final String TLS12 = "TLSv1.2";
    private static final String TLS13 = "TLSv1.3";

    /** Whether clients need a certificate, by the names of Go that Prometheus uses. */
    public enum ClientAuth {
        NONE("NoClientCert"),
        OPTIONAL("VerifyClientCertIfGiven"),
        REQUIRED("RequireAndVerifyClientCert");

        private final String configName;

        ClientAuth(String configName) {
            this.configName = configName;
        }

        String configName() {
            return configName;
        }

        static String choices() {
            return Arrays.stream(values()).map(ClientAuth::configName).collect(Collectors.joining(" or "));
        }

        /** Empty for the types that request a certificate and do not verify it, too. */
        static Optional<ClientAuth> parse(String text) {
            return Arrays.stream(values())
                    .filter(type -> type.configName.equals(text))
                    .findFirst();
        }
    }

    static Optional<List<String>> protocolsFrom(String min) {
        return switch (min) {
            case "TLS12" -> Optional.of(List.of(TLS12, TLS13));
            case "TLS13" -> Optional.of(List.of(TLS13));
            default -> Optional.empty();
        };
    }

    static Optional<List<String>> protocolsUpTo(String max) {
        return switch (max) {
            case "TLS12" -> Optional.of(List.of(TLS12));
            case "TLS13" -> Optional.of(List.of(TLS12, TLS13));
            default -> Optional.empty();
        };
    }

    /** Sets versions and client authentication of a connection. */
    void applyTo(SSLParameters parameters) {
        parameters.setProtocols(protocols.toArray(String[]::new));
        parameters.setWantClientAuth(clientAuth == ClientAuth.OPTIONAL);
        if (clientAuth == ClientAuth.REQUIRED) {
            parameters.setNeedClientAuth(true);
        }
    }
}
