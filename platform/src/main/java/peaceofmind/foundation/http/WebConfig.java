// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.secret.BcryptHash;

/**
 * TLS and passwords of a server, in the format of Prometheus' web configuration file
 * (https://prometheus.io/docs/prometheus/latest/configuration/https/). Keys that are not supported here are mistakes: a server that ignored
 * them would be less protected than its file says.
 *
 * @param tls empty for HTTP
 * @param users passwords by user name; empty when none is needed
 */
public record WebConfig(Optional<ServerTls> tls, Map<String, BcryptHash> users) {

    private static final String TLS = "tls_server_config";
    private static final String USERS = "basic_auth_users";
    private static final String HTTP = "http_server_config";
    private static final List<String> UNSUPPORTED_TLS_KEYS = List.of(
            "cert",
            "key",
            "client_ca",
            "client_allowed_sans",
            "cipher_suites",
            "curve_preferences",
            "prefer_server_cipher_suites");

    public WebConfig {
        users = Map.copyOf(users);
    }

    /**
     * Reads a file; paths in it are relative to its folder.
     *
     * @throws ConfigException with all mistakes
     */
    public static WebConfig read(Path file) throws ConfigException {
        ConfigDocument document = ConfigDocument.read(file);
        ConfigSection tls = document.section(TLS);
        Optional<ServerTls> serverTls = tls.isPresent() ? Optional.of(readTls(tls, file)) : Optional.empty();
        Map<String, BcryptHash> users = new LinkedHashMap<>();
        document.textMap(USERS, "Passwords by user name, as bcrypt hashes.")
                .forEach((user, text) -> BcryptHash.parse(text)
                        .ifPresentOrElse(
                                hash -> users.put(user, hash),
                                () -> document.section(USERS)
                                        .addProblem(
                                                user,
                                                "is not a bcrypt hash with a cost of 4 to " + BcryptHash.MAX_COST
                                                        + ", such as the output of: htpasswd -nBC 10 USER")));
        if (document.section(HTTP).isPresent()) {
            document.section(HTTP).texts("http2", "", List.of());
            document.section(HTTP).addProblem("http2", HTTP + " is not supported: remove it");
        }
        document.check(Set.of(TLS, USERS, HTTP));
        return new WebConfig(serverTls, users);
    }

    private static ServerTls readTls(ConfigSection tls, Path file) {
        for (String key : UNSUPPORTED_TLS_KEYS) {
            if (!tls.texts(key, "Not supported.", List.of()).isEmpty()) {
                tls.addProblem(key, "is not supported: remove it");
            }
        }
        Optional<Path> certificate = path(tls, "cert_file", "Certificate and its chain (PEM).", file);
        Optional<Path> key = path(tls, "key_file", "Private key (PEM, PKCS #8).", file);
        Optional<Path> clientAuthority =
                path(tls, "client_ca_file", "Certificates (PEM) of the authorities of clients.", file);
        if (certificate.isEmpty() || key.isEmpty()) {
            tls.addProblem(certificate.isEmpty() ? "cert_file" : "key_file", "is missing");
        }
        ServerTls.ClientAuth clientAuth = tls.choice(
                "client_auth_type",
                "Whether clients need a certificate.",
                ServerTls.ClientAuth.NONE.configName(),
                ServerTls.ClientAuth::parse,
                ServerTls.ClientAuth.choices());
        if ((clientAuth == ServerTls.ClientAuth.NONE) == clientAuthority.isPresent()) {
            tls.addProblem(
                    "client_ca_file", "client_auth_type and client_ca_file need each other: set both, or none of them");
        }
        List<String> versions =
                tls.choice("min_version", "TLS12 or TLS13.", "TLS12", ServerTls::protocolsFrom, "TLS12 or TLS13");
        List<String> upTo =
                tls.choice("max_version", "TLS12 or TLS13.", "TLS13", ServerTls::protocolsUpTo, "TLS12 or TLS13");
        List<String> both = versions.stream().filter(upTo::contains).toList();
        if (both.isEmpty()) {
            tls.addProblem("max_version", "is lower than min_version");
        }
        return new ServerTls(
                certificate.orElse(file), key.orElse(file), clientAuth, clientAuthority, List.copyOf(both));
    }

    private static Optional<Path> path(ConfigSection section, String key, String description, Path file) {
        return section.optionalPath(key, description).map(path -> file.resolveSibling(path));
    }

    /** Whether the file could be parsed; its certificates are read when the server starts. */
    static WebConfig readForServer(Path file) throws IOException {
        try {
            return read(file);
        } catch (ConfigException mistakes) {
            throw new IOException(String.valueOf(mistakes.getMessage()).replace("\n", "; "), mistakes);
        }
    }
}
