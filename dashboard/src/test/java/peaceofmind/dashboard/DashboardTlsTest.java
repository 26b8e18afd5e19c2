// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with the two keys of the configuration, and a certificate made by keytool. */
class DashboardTlsTest {

    @TempDir
    private static Path folder;

    private static Path keystore;

    @BeforeAll
    static void createCertificate() throws Exception {
        keystore = folder.resolve("dashboard.p12");
        Files.writeString(folder.resolve("password"), "changeit\n");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "dashboard",
                        "-dname",
                        "CN=gym",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    @Test
    void aTrustingClientReadsThePageAndTheCookieIsSentOverHttpsOnly() throws Exception {
        try (HttpClient http = trusting();
                ServedDashboard served = serve(http, "password")) {
            assertThat(served.url()).startsWith("https://127.0.0.1:");
            HttpResponse<String> page = served.get("");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(served.logIn().headers().firstValue("Set-Cookie").orElse(""))
                    .contains("; Secure", "; HttpOnly", "; SameSite=Strict");
        }
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateCannotConnect() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                ServedDashboard served = serve(http, "password")) {
            assertThatThrownBy(() -> served.get("")).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void plainHttpIsNotServedOnTheHttpsPort() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                ServedDashboard served = serve(http, "password")) {
            HttpRequest plain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + "/"))
                    .build();
            assertThatThrownBy(() -> http.send(plain, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aWrongKeystorePasswordIsReportedWithWhatToDo() throws Exception {
        Files.writeString(folder.resolve("wrong"), "not this one");
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> serve(http, "wrong"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot open the keystore")
                    .hasMessageContaining("dashboard.p12")
                    .hasMessageContaining("wrong");
        }
    }

    private static ServedDashboard serve(HttpClient http, String passwordFile) throws Exception {
        return new ServedDashboard(
                folder,
                new LatestBatch(),
                Optional.empty(),
                http,
                "tls_keystore: " + keystore,
                "tls_keystore_password_file: " + folder.resolve(passwordFile));
    }

    private static HttpClient trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            trusted.load(in, "changeit".toCharArray());
        }
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("dashboard", trusted.getCertificate("dashboard"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
