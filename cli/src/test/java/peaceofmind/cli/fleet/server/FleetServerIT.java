// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.setup.EnrollCommand;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.shipping.metrics.MetricShipper;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.metrics.ShippingContext;
import peaceofmind.testkit.TestCertificateAuthority;
import picocli.CommandLine;

/** Debian's Prometheus, Alertmanager and nginx with the generated files: a device joins, ships, is revoked; a mail is sent. */
class FleetServerIT {

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private Path authority = Path.of("/");
    private FakeMailServer mail;
    private EnrolmentEndpoint endpoint;
    private ServerLayout layout = ServerLayout.MACHINE;
    private Process prometheus;
    private HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        List.of("prometheus", "prometheus-alertmanager", "nginx", "curl").forEach(RealPrograms::require);
        mail = new FakeMailServer();
        TestCertificateAuthority certificates = TestCertificateAuthority.create(folder);
        authority = certificates.certificate();
        certificates.writeServerPem("localhost", "-1d", 30, folder.resolve("server.crt"), folder.resolve("server.key"));
        int https = RealPrograms.freePort();
        Files.createDirectories(folder.resolve("var/lib/peace-fleet/codes"));
        Files.createFile(folder.resolve("var/lib/peace-fleet/logins"));
        Files.createDirectories(folder.resolve("var/lib/prometheus"));
        layout = new ServerLayout(
                folder.toString(),
                List.of("127.0.0.1:" + https),
                https,
                RealPrograms.freePort(),
                RealPrograms.freePort(),
                RealPrograms.freePort());
        Files.writeString(folder.resolve("fleet.yaml"), """
            fleet:
              prometheus: {url: "http://127.0.0.1:%2$d"}
              silent_after: 30s
              server:
                host: localhost
                mail_to: you@example.org
                mail_from: fleet@example.org
                smtp: 127.0.0.1:%3$d
                smtp_tls: false
                certificate: %1$s/server.crt
                key: %1$s/server.key
              devices:
                - {name: gym-1, customer: rob, place: Lyon}
                - {name: gym-2, customer: rob, place: Lyon}
            """.formatted(folder, layout.prometheusPort(), mail.port()));
        FleetInventory inventory = FleetInventory.read(folder.resolve("fleet.yaml"));
        ServerFiles.Secrets none = new ServerFiles.Secrets(Optional.empty(), Optional.empty());
        ServerSetup.write(
                Path.of("/"), new ServerFiles(inventory, inventory.server().orElseThrow(), layout, none).all(none));
        endpoint = new EnrolmentEndpoint(
                layout.enrolmentPort(),
                new EnrolmentStore(layout.stateFolder(), Clock.system()),
                new ServerMetrics(Clock.system(), folder.resolve("server.crt"), folder),
                Log.toConsole(Clock.system(), Optional.empty()));
        http = HttpClient.newBuilder()
                .sslContext(CertificateAuthority.context(authority))
                .build();
        startUnit("prometheus-alertmanager.service.d");
        prometheus = startUnit("prometheus.service.d");
        start("nginx", "-c", RealPrograms.nginxConfig(folder).toString());
        await().ignoreExceptions().until(() -> get("/-/up").contains("peace_fleet_proxy_up 1"));
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        if (endpoint != null) {
            endpoint.close();
        }
        if (mail != null) {
            mail.close();
        }
    }

    @Test
    void devicesThatHaveNeverJoinedAreOneMailAndOneThatJoinsIsReceived() throws Exception {
        await().until(() -> !mail.mails().isEmpty());
        assertThat(mail.mails()).singleElement().asString().contains("SiteSilent", "Lyon", "To: you@example.org");
        assertThat(alertmanager("/api/v2/alerts?active=true&inhibited=false&silenced=false"))
                .contains("SiteSilent")
                .doesNotContain("DeviceSilent");

        Path device = enroll("gym-1");
        String config = Files.readString(device.resolve("peace.yaml"));
        assertThat(config).contains("name: gym-1", "customer: rob", "location: Lyon");
        try (MetricShipper shipper = shipper(device, config)) {
            await().untilAsserted(() -> {
                ship(shipper);
                assertThat(query("count_over_time(peace_build_info{instance=\"gym-1\",customer=\"rob\"}[5m])"))
                        .contains("\"value\"");
            });
            await().untilAsserted(() -> {
                ship(shipper);
                assertThat(query("peace_fleet_silent")).contains("gym-2").doesNotContain("gym-1");
            });
        }
        assertThat(get(endpointMetrics()))
                .doesNotContain("written_as=")
                .contains("peace_fleet_unreadable_writes_total 0");
        backUpAndRestore();
    }

    @Test
    void onlyTheRightLoginWritesAndARevokedOneIsRefusedAtOnce() throws Exception {
        Path device = enroll("gym-1");
        String token = Files.readString(device.resolve("etc/peace/secrets/metrics.token"))
                .strip();
        assertThat(write("gym-1", token))
                .as("an empty request of a known login")
                .isNotIn(401, 403, 502);
        assertThat(write("gym-1", token + "x")).isEqualTo(401);
        assertThat(write("gym-2", token)).isEqualTo(401);
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create(url("/api/v1/query?query=up")))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .as("devices cannot read")
                .isEqualTo(404);

        assertThat(new EnrolmentStore(layout.stateFolder(), Clock.system()).revoke("gym-1"))
                .isTrue();
        assertThat(write("gym-1", token)).isEqualTo(401);
    }

    @Test
    void aDeviceThatWritesAsAnotherIsReportedToAPerson() throws Exception {
        Path device = enroll("gym-1");
        String config = Files.readString(device.resolve("peace.yaml")).replace("\n  name: gym-1", "\n  name: gym-2");
        try (MetricShipper shipper = shipper(device, config)) {
            await().untilAsserted(() -> {
                ship(shipper);
                assertThat(get(endpointMetrics())).contains("{login=\"gym-1\",written_as=\"gym-2\"}");
            });
            await().untilAsserted(() -> assertThat(query("ALERTS{alertname=\"DeviceWritesAsAnother\"}"))
                    .contains("\"login\":\"gym-1\"", "\"written_as\":\"gym-2\""));
        }
    }

    @Test
    void guessingCodesIsLimited() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int attempt = 0; attempt < 20; attempt++) {
            HttpRequest guess = HttpRequest.newBuilder(URI.create(url("/enroll")))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"code\":\"0000-0000-0000-00%02d\",\"token\":\"%s\"}".formatted(attempt, "t".repeat(43))))
                    .build();
            statuses.add(
                    http.send(guess, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        assertThat(statuses).contains(404, 429).containsOnly(404, 429);
        assertThat(statuses.getFirst()).isEqualTo(404);
        assertThat(enrollment(folder.resolve("guess"), "AAAA-AAAA-AAAA-AAAA@localhost:" + layout.httpsPort()))
                .contains("too many codes from this address");
    }

    private void backUpAndRestore() throws Exception {
        String samples = query("count_over_time(peace_build_info[1h])");
        Path archive = folder.resolve("backup.tar.gz");
        RealPrograms.run(folder, folder + "/usr/local/sbin/peace-fleet-backup", archive.toString());
        prometheus.destroy();
        prometheus.waitFor();
        Files.writeString(folder.resolve("var/lib/peace-fleet/logins"), "");
        RealPrograms.run(folder, folder + "/usr/local/sbin/peace-fleet-restore", archive.toString());
        assertThat(folder.resolve("var/lib/peace-fleet/logins")).content().startsWith("gym-1:{SSHA}");
        startUnit("prometheus.service.d");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(query("count_over_time(peace_build_info[1h])"))
                        .contains("\"instance\":\"gym-1\""));
        assertThat(samples).contains("\"instance\":\"gym-1\"");
    }

    /** Joins as a person does, and returns the folder that stands for the device. */
    private Path enroll(String name) throws Exception {
        Path device = folder.resolve("device-" + name);
        EnrolmentCode code = new EnrolmentStore(layout.stateFolder(), Clock.system())
                .issue(FleetInventory.read(folder.resolve("fleet.yaml"))
                        .device(name)
                        .orElseThrow());
        String output = enrollment(device, code.text() + "@localhost:" + layout.httpsPort());
        assertThat(output).contains("Enrolled as " + name);
        assertThat(device.resolve("etc/peace/secrets/enrolment.pending")).doesNotExist();
        return device;
    }

    private String enrollment(Path device, String codeAndServer) throws IOException {
        Files.createDirectories(device);
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        new CommandLine(new EnrollCommand(_ -> Machine.ofFolder(device), Clock.system()))
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, _, _) -> {
                    writer.println(failure.getMessage());
                    return 1;
                })
                .execute(
                        codeAndServer,
                        "--root=" + device,
                        "--config=" + device.resolve("peace.yaml"),
                        "--ca-file=" + authority);
        return output.toString();
    }

    private MetricShipper shipper(Path device, String config) throws Exception {
        ConfigDocument document = ConfigDocument.parse(
                "test", config.replace("/api/v1/write\n", "/api/v1/write\n    interval: 1s\n    send_every: 1s\n"));
        return MetricShipper.start(
                ShipMetricsConfig.read(document),
                DeviceConfig.read(document),
                new ShippingContext(device.resolve("spool"), "peace/test", Clock.system(), _ -> {}, _ -> {}));
    }

    private static void ship(MetricShipper shipper) {
        shipper.accept(new Batch(
                Instant.now(),
                List.of(new Family(
                        "peace_build_info",
                        Family.Type.GAUGE,
                        "help",
                        List.of(new Family.Sample(Map.of("version", "1"), 1))))));
    }

    private int write(String user, String password) throws Exception {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return http.send(
                        HttpRequest.newBuilder(URI.create(url("/api/v1/write")))
                                .header("Authorization", "Basic " + login)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {0}))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String query(String expression) throws Exception {
        return get("http://127.0.0.1:" + layout.prometheusPort() + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private String alertmanager(String path) throws Exception {
        return get("http://127.0.0.1:" + layout.alertmanagerPort() + path);
    }

    private String endpointMetrics() {
        return "http://127.0.0.1:" + layout.enrolmentPort() + "/metrics";
    }

    private String url(String path) {
        return path.startsWith("/") ? "https://localhost:" + layout.httpsPort() + path : path;
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url(path))).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Process startUnit(String dropIn) throws IOException {
        return start(RealPrograms.unitCommand(folder, dropIn));
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("programs.out").toFile()))
                .start();
        processes.add(process);
        return process;
    }
}
