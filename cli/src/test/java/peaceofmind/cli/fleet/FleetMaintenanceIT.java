// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.foundation.time.Clock;

/** Maintenance from the page, with Debian's Alertmanager. */
class FleetMaintenanceIT {

    private static final String ALERTMANAGER = "/usr/bin/prometheus-alertmanager";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Process alertmanager;
    private MaintenanceSilences silences;
    private FleetPageServer server;
    private String api = "";

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(ALERTMANAGER)), "not run: needs Alertmanager");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        api = "http://127.0.0.1:" + port;
        Path config = Files.writeString(
                folder.resolve("alertmanager.yml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
        alertmanager = new ProcessBuilder(
                        ALERTMANAGER,
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.out").toFile())
                .start();
        silences = new MaintenanceSilences(URI.create(api), Clock.system());
        server = new FleetPageServer(
                0,
                FleetMaintenanceIT::fleet,
                () -> FleetActivity.read(
                        List.of(), Optional.of(silences), Clock.system().now()),
                Optional.of(silences),
                Clock.system());
        await().ignoreExceptions().until(() -> get(api + "/-/ready").equals("OK"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.close();
            silences.close();
            alertmanager.destroy();
            if (!alertmanager.waitFor(10, TimeUnit.SECONDS)) {
                alertmanager.destroyForcibly();
            }
        }
        http.shutdownNow();
    }

    @Test
    void nobodyIsMailedAboutAGroupUntilItsMaintenanceEnds() throws Exception {
        send(api + "/api/v2/alerts", "application/json", """
            [{"labels": {"alertname": "NoCamera", "instance": "gym (1).a"}},
             {"labels": {"alertname": "SiteSilent", "customer": "rob", "location": "Lyon"}},
             {"labels": {"alertname": "NoCamera", "instance": "gym-2"}},
             {"labels": {"alertname": "NoCamera", "instance": "gym (1)xa"}}]
            """);
        assertThat(post("maintenance", "group=rob&hours=4", "same-origin")).isEqualTo(303);
        await().untilAsserted(() ->
                assertThat(audible()).contains("gym-2", "gym (1)xa").doesNotContain("gym (1).a", "SiteSilent"));
        assertThat(get(server.url())).contains("Maintenance: rob", "for another 3 h 59 min");

        assertThat(post("maintenance", "group=rob&hours=1", "same-origin"))
                .as("another time")
                .isEqualTo(303);
        assertThat(get(server.url())).contains("for another 59 min").doesNotContain("3 h 59 min");

        assertThat(post("maintenance-end", "group=rob", "same-origin")).isEqualTo(303);
        assertThat(get(server.url())).doesNotContain("Maintenance: rob");
        await().untilAsserted(() -> assertThat(audible()).contains("gym (1).a", "SiteSilent"));
    }

    @Test
    void anotherPageAndNonsenseAreRefused() throws Exception {
        assertThat(post("maintenance", "group=rob&hours=4", "cross-site")).isEqualTo(403);
        assertThat(post("maintenance", "group=rob&hours=4", "none")).isEqualTo(403);
        assertThat(post("maintenance", "group=nobody&hours=4", "same-origin")).isEqualTo(502);
        assertThat(post("maintenance", "group=rob&hours=9999", "same-origin")).isEqualTo(502);
        assertThat(post("elsewhere", "group=rob", "same-origin")).isEqualTo(404);
        assertThat(get(api + "/api/v2/silences")).isEqualToIgnoringWhitespace("[]");
    }

    /** Alerts that would be mailed. */
    private String audible() throws Exception {
        return get(api + "/api/v2/alerts?silenced=false");
    }

    private static List<FleetDevice> fleet() {
        return List.of(device("gym (1).a", "rob", "Lyon"), device("gym-2", "ann", "Lyon"));
    }

    private static FleetDevice device(String name, String customer, String place) {
        return new FleetDevice(
                new InventoryDevice(name, Optional.of(customer), Optional.of(place), List.of(), Optional.empty()),
                true,
                FleetState.UP,
                Optional.empty(),
                List.of(),
                FleetDevice.Figures.NONE);
    }

    private int post(String path, String form, String fetchSite) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Sec-Fetch-Site", fetchSite)
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void send(String url, String type, String body) throws Exception {
        await().ignoreExceptions()
                .until(() -> http.send(
                                        HttpRequest.newBuilder(URI.create(url))
                                                .header("Content-Type", type)
                                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private String get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
