// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/** Debian's Prometheus and Alertmanager with the generated files: how many mails a cause makes that many devices have. */
class FleetMailsIT {

    private static final int CUSTOMERS = 10;
    private static final int DEVICES = 100;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private FakeMailServer mail;
    private ServerLayout layout = ServerLayout.MACHINE;

    @BeforeEach
    void prepare() throws IOException {
        List.of("prometheus", "prometheus-alertmanager").forEach(RealPrograms::require);
        mail = new FakeMailServer();
        Files.createDirectories(folder.resolve("var/lib/prometheus"));
        layout = new ServerLayout(folder.toString(), List.of(), 1, RealPrograms.freePort(), RealPrograms.freePort(), 1);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        if (mail != null) {
            mail.close();
        }
    }

    @Test
    void aBrokenVersionOfTenCustomersIsOneMailAndARouterAnother() throws Exception {
        // Two customers in one town, whose devices have never reported.
        start(devices("gym", DEVICES, "Nice") + devices("lyon", 10, "Lyon"));
        shipUntil(false, () -> query("ALERTS{alertname=\"SiteSilent\"}").contains("Lyon"));
        shipUntil(true, () -> mail.mails().size() >= 2);
        String broken = theMail("WatchdogGaveUp");
        assertThat(broken).contains("Most devices with one version have the same problem", "0.2.0");
        IntStream.range(0, DEVICES).forEach(number -> assertThat(broken).contains("gym-" + number + "<"));
        IntStream.range(0, CUSTOMERS).forEach(number -> assertThat(broken).contains("customer-" + number + "<"));
        String router = theMail("SiteSilent");
        assertThat(router).contains("Lyon").doesNotContain("DeviceSilent", "Nice");
        // What Alertmanager would mail, now or later.
        assertThat(groupsToMail()).containsExactlyInAnyOrder("WatchdogGaveUp", "Lyon");
        assertThat(mail.mails()).hasSize(2);
    }

    private String theMail(String alert) {
        List<String> found = mail.mails().stream()
                .map(text -> text.replace("=\n", "").replace("=3D", "="))
                .filter(text -> text.contains("Subject: [FIRING:") && text.contains(alert))
                .toList();
        assertThat(found).as("mails about " + alert).hasSize(1);
        return found.getFirst();
    }

    /** The cause or the place of each group that has an alert which is not inhibited. */
    private List<String> groupsToMail() throws Exception {
        String groups = get("http://127.0.0.1:" + layout.alertmanagerPort()
                + "/api/v2/alerts/groups?inhibited=false&silenced=false&receiver=mail");
        return Json.parseObject("{\"groups\":" + groups + "}").items("groups").stream()
                .map(group -> ((JsonObject) group).object("labels").orElseThrow())
                .map(labels ->
                        labels.text("cause").or(() -> labels.text("location")).orElse("?"))
                .toList();
    }

    private void shipUntil(boolean broken, Callable<Boolean> reached) {
        await().pollInterval(Duration.ofSeconds(2)).until(() -> {
            ship(broken);
            return reached.call();
        });
    }

    /** One sample of each series of every device that reports: one version, which restarts and reboots do not help. */
    private void ship(boolean broken) throws Exception {
        long now = Instant.now().toEpochMilli();
        List<SeriesSample> samples = new ArrayList<>();
        for (int number = 0; number < DEVICES; number++) {
            Map<String, String> device = Map.of(
                    "instance", "gym-" + number, "customer", "customer-" + number % CUSTOMERS, "location", "Nice");
            Map<String, String> version = new TreeMap<>(device);
            version.put("version", "0.2.0");
            samples.add(gauge(Series.of("peace_build_info", version), now, 1));
            for (String up : List.of("recorder_up", "peace_watchdog_up")) {
                samples.add(gauge(Series.of(up, device), now, 1));
            }
            samples.add(gauge(Series.of("peace_watchdog_gave_up", device), now, broken ? 1 : 0));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + layout.prometheusPort() + "/api/v1/write"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(RemoteWrite.V1.encode(samples)));
        RemoteWrite.V1.headers("test").forEach(request::header);
        assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(204);
    }

    private static SeriesSample gauge(Series series, long timeMillis, double value) {
        return new SeriesSample(series, Family.Type.GAUGE, timeMillis, SeriesSample.toBits(value));
    }

    private static String devices(String prefix, int count, String place) {
        return IntStream.range(0, count)
                .mapToObj(number -> "    - {name: %s-%d, customer: customer-%d, place: %s}\n"
                        .formatted(prefix, number, number % Math.min(CUSTOMERS, count / 5), place))
                .collect(Collectors.joining());
    }

    private void start(String devices) throws Exception {
        Path file = Files.writeString(
                folder.resolve("fleet.yaml"), """
            fleet:
              prometheus: {url: "http://127.0.0.1:%d"}
              silent_after: 30s
              server:
                host: localhost
                mail_to: you@example.org
                mail_from: fleet@example.org
                smtp: 127.0.0.1:%d
                smtp_tls: false
              devices:
            """.formatted(layout.prometheusPort(), mail.port()) + devices);
        FleetInventory inventory = FleetInventory.read(file);
        ServerFiles.Secrets none = new ServerFiles.Secrets(Optional.empty(), Optional.empty());
        ServerSetup.write(
                Path.of("/"), new ServerFiles(inventory, inventory.server().orElseThrow(), layout, none).all(none));
        for (String dropIn : List.of("prometheus-alertmanager.service.d", "prometheus.service.d")) {
            processes.add(new ProcessBuilder(RealPrograms.unitCommand(folder, dropIn))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("programs.out").toFile()))
                    .start());
        }
        await().ignoreExceptions()
                .until(() -> get("http://127.0.0.1:" + layout.prometheusPort() + "/-/ready")
                        .contains("Ready"));
    }

    private String query(String expression) throws Exception {
        return get("http://127.0.0.1:" + layout.prometheusPort() + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private String get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
