// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigException;

class WebConfigTest {

    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";
    private static final String PAIR = "cert_file: a.crt, key_file: a.key";

    @TempDir
    private Path folder;

    @Test
    void anEmptyFileMeansHttpForEverybody() throws Exception {
        WebConfig config = read("");
        assertThat(config.tls()).isEmpty();
        assertThat(config.users()).isEmpty();
    }

    @Test
    void everySupportedKeyIsRead() throws Exception {
        WebConfig config = read("""
                tls_server_config:
                  cert_file: server.crt
                  key_file: /etc/keys/server.key
                  client_auth_type: RequireAndVerifyClientCert
                  client_ca_file: clients.crt
                  min_version: TLS13
                basic_auth_users:
                  alice: %s
                  bob.b: '%s'
                """.formatted(HASH, HASH));
        ServerTls tls = config.tls().orElseThrow();
        assertThat(tls.certificate()).as("relative to the file").isEqualTo(folder.resolve("server.crt"));
        assertThat(tls.key()).isEqualTo(Path.of("/etc/keys/server.key"));
        assertThat(tls.clientAuthorities()).contains(folder.resolve("clients.crt"));
        assertThat(tls.clientAuth()).isEqualTo(ServerTls.ClientAuth.REQUIRED);
        assertThat(tls.protocols()).containsExactly("TLSv1.3");
        assertThat(config.users()).containsOnlyKeys("alice", "bob.b");
        assertThat(read("tls_server_config: {" + PAIR + "}").tls().orElseThrow().protocols())
                .containsExactly("TLSv1.2", "TLSv1.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls_server_config: {%s, cipher_suites: [TLS_AES_128_GCM_SHA256]} | tls_server_config.cipher_suites: is not supported",
                "tls_server_config: {%s, client_allowed_sans: [a]} | tls_server_config.client_allowed_sans: is not supported",
                "tls_server_config: {%s, prefer_server_cipher_suites: true} | prefer_server_cipher_suites: is not supported",
                "tls_server_config: {%s, curve_preferences: [X25519]} | curve_preferences: is not supported",
                "tls_server_config: {cert: x, key: y} | tls_server_config.cert: is not supported",
                "tls_server_config: {cert_file: a} | tls_server_config.key_file: is missing",
                "tls_server_config: {%s, min_version: TLS10} | min_version: \"TLS10\" is not TLS12 or TLS13",
                "tls_server_config: {%s, min_version: TLS13, max_version: TLS12} | max_version: is lower",
                "tls_server_config: {%s, client_auth_type: RequestClientCert} | \"RequestClientCert\" is not NoClientCert or",
                "tls_server_config: {%s, client_auth_type: RequireAndVerifyClientCert} | client_ca_file: client_auth_type and",
                "tls_server_config: {%s, client_ca_file: a} | client_ca_file: client_auth_type and",
                "tls_server_config: {%s, cert_fil: b} | tls_server_config.cert_fil: unknown key (did you mean",
                "http_server_config: {http2: true} | http_server_config is not supported",
                "basic_auth_users: {alice: secret} | basic_auth_users.alice: is not a bcrypt hash",
                "basic_auth_user: {alice: x} | basic_auth_user: unknown key",
            })
    void whatIsNotSupportedIsRefusedByItsName(String yaml, String problem) {
        assertThatThrownBy(() -> read(yaml.formatted(PAIR)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem);
    }

    private WebConfig read(String yaml) throws Exception {
        return WebConfig.read(Files.writeString(folder.resolve("web.yml"), yaml));
    }
}
