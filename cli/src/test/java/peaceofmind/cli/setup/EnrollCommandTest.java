// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.TestCertificateAuthority;
import picocli.CommandLine;

/** The device's side, with a server that accepts, refuses, breaks the connection, or is none. */
class EnrollCommandTest {

    private static final String CODE = "ABCD-EFGH-JKMN-PQRS";

    @TempDir
    private static Path certificates = Path.of("");

    private static Path authority = Path.of("/");
    private static Optional<SSLContext> serverContext = Optional.empty();

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private Optional<HttpsServer> server = Optional.empty();
    private int status = 200;
    private String body = "{\"device\":\"gym-1\",\"customer\":\"rob\",\"location\":\"Lyon\"}";

    /** Once: each takes a second of processor time. */
    @BeforeAll
    static void createCertificates() throws Exception {
        TestCertificateAuthority created = TestCertificateAuthority.create(certificates);
        authority = created.certificate();
        serverContext = Optional.of(created.serverContext("localhost", "-1d", 30));
    }

    @BeforeEach
    void start() throws Exception {
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(serverContext.orElseThrow()));
        https.createContext("/enroll", this::respond);
        https.start();
        server = Optional.of(https);
    }

    @AfterEach
    void stop() {
        server.ifPresent(https -> https.stop(0));
    }

    @Test
    void theDeviceHasALoginOfItsOwnAndTheNameOfTheInventory() throws Exception {
        Files.writeString(config(), "device: {name: old}\nscrape: {targets: []}\n");
        enroll("--ca-file=" + authority);
        TargetDevice.FullConfig written = TargetDevice.readAll(ConfigDocument.read(config()));
        assertThat(written.device().name()).isEqualTo("gym-1");
        assertThat(written.device().customer()).isEqualTo("rob");
        assertThat(written.device().location()).isEqualTo("Lyon");
        assertThat(config())
                .content()
                .contains(
                        "url: https://localhost:" + port() + "/api/v1/write",
                        "username: gym-1",
                        "fleet-ca.pem",
                        "scrape:");
        Path password = folder.resolve("etc/peace/secrets/metrics.token");
        assertThat(password).content().isEqualTo(tokens.getFirst() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        assertThat(pending()).doesNotExist();
        assertThat(output.toString()).contains("Enrolled as gym-1").doesNotContain(tokens.getFirst());
    }

    @Test
    void aResponseThatIsLostIsRepeatedWithTheSameToken() throws Exception {
        status = 0;
        assertThat(enroll("--ca-file=" + authority)).isEqualTo(1);
        assertThat(output.toString()).contains("The same command can be repeated");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pending())))
                .isEqualTo("rw-------");
        assertThat(config()).doesNotExist();
        status = 200;
        enroll("--ca-file=" + authority);
        assertThat(tokens).hasSizeGreaterThan(1);
        assertThat(tokens.stream().distinct()).hasSize(1);
        assertThat(tokens.getFirst()).matches("[A-Za-z0-9_-]{43}");
        assertThat(folder.resolve("etc/peace/secrets/metrics.token")).content().isEqualTo(tokens.getFirst() + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "410 | {\"error\":\"this code has expired\"} | refuses (410): this code has expired",
                "429 | <html>429</html> | too many codes from this address: wait some minutes",
                "404 | <html>not found</html> | does not respond as the server of a fleet (404)",
                "200 | {\"device\":\"\"} | refuses (200): it gives no reason",
                "409 | {\"error\":\"clock\\u001b[2J\"} | refuses (409): clock [2J",
            })
    void whatIsRefusedIsExplainedAndTheConfigurationStays(int code, String text, String reason) throws Exception {
        Files.writeString(config(), "device: {name: old}\n");
        status = code;
        body = text;
        assertThat(enroll("--ca-file=" + authority)).isEqualTo(1);
        assertThat(output.toString()).contains(reason);
        assertThat(config()).hasContent("device: {name: old}");
    }

    @Test
    void aReceiverThatIsReplacedIsNamed() throws Exception {
        Files.writeString(config(), "ship: {metrics: [{url: 'https://before.example.org/push'}]}\n");
        enroll("--ca-file=" + authority);
        assertThat(output.toString()).contains("Metrics went to https://before.example.org/push before");
        assertThat(config()).content().doesNotContain("before.example.org");
    }

    @Test
    void aConfigurationWithMistakesUsesUpNoCode() throws Exception {
        Files.writeString(config(), "device: {name: [}\n");
        assertThat(enroll("--ca-file=" + authority)).isEqualTo(1);
        assertThat(tokens).isEmpty();
    }

    @Test
    void aServerThatNobodyTrustsGetsNoCode() throws Exception {
        assertThat(enroll()).isEqualTo(1);
        assertThat(tokens).isEmpty();
        assertThat(output.toString()).contains("If the certificate is its own: --ca-file");
    }

    @Test
    void whatIsNoCodeIsNotSent() throws Exception {
        assertThat(run("gym-1", List.of())).isEqualTo(1);
        assertThat(run("ABCD@http://localhost/", List.of())).isEqualTo(1);
        assertThat(output.toString()).contains("is not CODE@SERVER");
        assertThat(folder.resolve("etc")).doesNotExist();
    }

    @Test
    void aCodeFromTheBootPartitionIsTriedUntilTheServerAnswers() throws Exception {
        Path code = bootCode();
        status = 0;
        assertThat(enrollFromBoot()).isEqualTo(1);
        status = 409;
        body = "{\"error\":\"this code is from the future\"}";
        assertThat(enrollFromBoot()).isEqualTo(1);
        assertThat(code).exists();
        status = 200;
        body = "{\"device\":\"gym-1\"}";
        assertThat(enrollFromBoot()).isZero();
        assertThat(code).doesNotExist();
        assertThat(TargetDevice.readAll(ConfigDocument.read(config())).device().name())
                .isEqualTo("gym-1");
        assertThat(tokens.stream().distinct()).hasSize(1);
        int requests = tokens.size();
        assertThat(enrollFromBoot()).as("the next boot").isZero();
        assertThat(tokens).hasSize(requests);
    }

    @Test
    void aCodeFromTheBootPartitionThatHasExpiredIsReportedAndMovedAside() throws Exception {
        Path code = bootCode();
        status = 410;
        body = "{\"error\":\"this code has expired\"}";
        assertThat(enrollFromBoot()).isEqualTo(BootConfigCommand.REFUSED);
        assertThat(output.toString()).contains("this code has expired", "This device has not joined");
        assertThat(code).doesNotExist();
        assertThat(code.resolveSibling("enrolment.code.refused")).exists();
        assertThat(config()).doesNotExist();
    }

    @Test
    void aConfigurationWithMistakesKeepsTheCodeFromTheBootPartition() throws Exception {
        Path code = bootCode();
        Files.writeString(config(), "device: {name: [}\n");
        assertThat(enrollFromBoot()).isEqualTo(1);
        assertThat(code).exists();
        assertThat(tokens).isEmpty();
    }

    private Path bootCode() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("etc/peace/secrets"));
        Files.copy(authority, secrets.resolve("fleet-ca.pem"));
        return Files.writeString(secrets.resolve("enrolment.code"), CODE + "@localhost:" + port() + "\n");
    }

    private int enrollFromBoot() {
        PrintWriter writer = new PrintWriter(output, true);
        return new CommandLine(new BootConfigCommand(_ -> Machine.ofFolder(folder), Clock.system()))
                .setOut(writer)
                .setErr(writer)
                .execute("--enroll", "--root=" + folder, "--config=" + config());
    }

    private int enroll(String... options) {
        return run(CODE + "@localhost:" + port(), List.of(options));
    }

    private int run(String codeAndServer, List<String> options) {
        PrintWriter writer = new PrintWriter(output, true);
        CommandLine command = new CommandLine(new EnrollCommand(_ -> Machine.ofFolder(folder), Clock.system()))
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, _, _) -> {
                    writer.println(failure.getMessage());
                    return 1;
                });
        String[] fixed = {codeAndServer, "--root=" + folder, "--config=" + config()};
        return command.execute(
                Stream.concat(Arrays.stream(fixed), options.stream()).toArray(String[]::new));
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            tokens.add(Json.parseObject(request).text("token").orElse(""));
            assertThat(Json.parseObject(request).text("code")).contains(CODE);
            if (status != 0) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (JsonException damaged) {
            tokens.add("damaged: " + damaged.getMessage());
        }
    }

    private int port() {
        return server.orElseThrow().getAddress().getPort();
    }

    private Path config() {
        return folder.resolve("peace.yaml");
    }

    private Path pending() {
        return folder.resolve("etc/peace/secrets/enrolment.pending");
    }
}
