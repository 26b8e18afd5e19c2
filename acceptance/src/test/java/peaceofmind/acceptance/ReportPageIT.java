// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.acceptance.browser.Browser;
import peaceofmind.acceptance.browser.Tab;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The monthly report of a real agent in a real browser: the same figures as those of {@code peace report}. The watchdog's journal is that
 * of a month with known incidents. Screenshots are saved in target/screenshots.
 */
class ReportPageIT {

    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String PASSWORD = "correct horse";

    /** The month before, which is over. */
    private final YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);

    @TempDir
    private Path dir;

    private final List<String> pageErrors = new CopyOnWriteArrayList<>();
    private final List<Event> journal = new ArrayList<>();
    private String url = "";

    @Test
    void thePageShowsTheFiguresOfTheCommandOnAPhoneAndADesktop() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        writeJournal();
        int port = freePort();
        url = "http://127.0.0.1:" + port + "/";
        try (ControlServer _ =
                ControlServer.listen(dir.resolve("watchdog.sock"), "rw-------", (request, _) -> respond(request))) {
            Process agent = startAgent(port);
            try (Browser browser = Browser.start()) {
                Tab tab = browser.openTab();
                tab.onEvent(event -> {
                    String method = event.text("method").orElse("");
                    if (method.equals("Runtime.exceptionThrown") || method.equals("Security.policyViolation")) {
                        pageErrors.add(event.toJson());
                    }
                });
                tab.emulate(390, 844, true, false);
                check(tab);
            } finally {
                agent.destroyForcibly().waitFor();
            }
        }
        assertThat(pageErrors).isEmpty();
    }

    private void check(Tab tab) throws Exception {
        tab.navigate(url + "report.html?month=" + month);
        tab.await("document.querySelector('#dialog input[name=password]')", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('report').innerText"))
                .as("behind the login")
                .isEmpty();
        tab.evaluate("(document.querySelector('#dialog input[name=password]').value = '" + PASSWORD
                + "', document.querySelector('#dialog form').requestSubmit())");
        tab.await("document.querySelectorAll('#report section').length > 3", TIMEOUT);
        String shown = tab.evaluate("document.getElementById('report').textContent");
        for (String text : textsOfCommand()) {
            assertThat(shown).contains(text);
        }
        // 1 min, 4 min and 10 min.
        assertThat(shown).contains("15 min in 3 outages", "median 4 min, worst 10 min", "2 by the watchdog");
        screenshots(tab);
        tab.evaluate("document.getElementById('next').click()");
        tab.await("document.getElementById('footer').textContent.startsWith('Until now')", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('next').hidden")).isEqualTo("true");
        tab.evaluate("history.back()");
        tab.await("document.getElementById('report').textContent.includes('15 min in 3 outages')", TIMEOUT);
        checkHundredIncidents(tab);
        tab.navigate(url + "report.html?month=2999-01");
        tab.await("document.getElementById('note')?.textContent.includes('has not started yet')", TIMEOUT);
        tab.navigate(url);
        tab.await("document.getElementById('report-link')?.offsetHeight > 0", TIMEOUT);
    }

    /** The month before: its outages neither hide the figures nor make a page wider than the phone. */
    private void checkHundredIncidents(Tab tab) throws Exception {
        tab.navigate(url + "report.html?month=" + month.minusMonths(1));
        tab.await("document.getElementById('report')?.textContent.includes('in 100 outages')", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('report').textContent"))
                .contains("and 70 more: peace incidents", "median 60 s, worst 60 s");
        assertReadableOnPhone(tab);
        tab.screenshot(SCREENSHOTS.resolve("report-hundred-incidents.png"), true);
        tab.navigate(url);
        tab.await("document.getElementById('incidents')?.textContent.includes('Older ones: peace incidents')", TIMEOUT);
        assertThat(tab.evaluate("document.querySelectorAll('#incidents > li').length"))
                .isEqualTo("21");
        assertReadableOnPhone(tab);
        tab.screenshot(SCREENSHOTS.resolve("dashboard-hundred-incidents.png"), true);
    }

    private static void assertReadableOnPhone(Tab tab) throws Exception {
        assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
        assertThat(tab.evaluate("[...document.querySelectorAll('section li')].filter(item => item.offsetHeight > 0)"
                        + ".every(item => parseFloat(getComputedStyle(item).fontSize) >= 12)"))
                .as("in pixels of a phone")
                .isEqualTo("true");
    }

    /** Every name, value and line of {@code peace report}. */
    private List<String> textsOfCommand() throws Exception {
        JsonObject response = new AgentClient(dir.resolve("agent.sock"), Duration.ofSeconds(30))
                .send(Json.object().put("command", "report").put("month", month.toString()));
        List<String> texts = new ArrayList<>();
        addTexts(new JsonArray(response.items("sections")), texts);
        assertThat(texts).hasSizeGreaterThan(15);
        return texts;
    }

    private static void addTexts(Json json, List<String> texts) {
        if (json instanceof Json.JsonText text) {
            texts.add(text.value());
        } else if (json instanceof JsonArray array) {
            array.items().forEach(item -> addTexts(item, texts));
        } else if (json instanceof JsonObject object) {
            object.members().values().forEach(item -> addTexts(item, texts));
        }
    }

    private static void screenshots(Tab tab) throws Exception {
        for (boolean dark : List.of(false, true)) {
            for (int width : List.of(390, 1280)) {
                tab.emulate(width, width == 390 ? 844 : 900, width == 390, dark);
                tab.await("document.documentElement.clientWidth === " + width, TIMEOUT);
                assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo(Integer.toString(width));
                String name = "report-" + (width == 390 ? "phone" : "desktop") + (dark ? "-dark" : "-light");
                tab.screenshot(SCREENSHOTS.resolve(name + ".png"), true);
            }
        }
        tab.emulate(390, 844, true, false);
    }

    /** A month in which the program was down three times, twice in a reboot; and before it one with a hundred outages of a minute. */
    private void writeJournal() {
        Instant before = month.minusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        add(before.minus(Duration.ofDays(3)), EventKind.WATCHDOG_STARTED, "", 0);
        for (int outage = 0; outage < 100; outage++) {
            Instant lastBeat = before.plus(Duration.ofHours(6L * outage));
            add(lastBeat.plusSeconds(30), EventKind.STALE, "recorder", 30);
            add(lastBeat.plusSeconds(60), EventKind.RECOVERED, "recorder", 60);
        }
        outage(5, Duration.ofMinutes(1), false);
        outage(12, Duration.ofMinutes(4), true);
        outage(20, Duration.ofMinutes(10), true);
    }

    private void outage(int day, Duration length, boolean withReboot) {
        Instant lastBeat = month.atDay(day).atTime(10, 0).toInstant(ZoneOffset.UTC);
        add(lastBeat.plusSeconds(30), EventKind.STALE, "recorder", 30);
        add(lastBeat.plusSeconds(31), EventKind.RESTART, "recorder", 31);
        if (withReboot) {
            add(lastBeat.plusSeconds(100), EventKind.REBOOT, "", 0);
            add(lastBeat.plusSeconds(130), EventKind.BOOTED, "", 0);
            add(lastBeat.plusSeconds(131), EventKind.WATCHDOG_STARTED, "", 0);
        }
        add(
                lastBeat.plus(length),
                withReboot ? EventKind.RECOVERED : EventKind.RESTART_VERIFIED,
                "recorder",
                length.toSeconds());
    }

    private void add(Instant time, EventKind kind, String service, long sinceGoodBeat) {
        journal.add(new Event(
                journal.size() + 1,
                time,
                kind,
                service.isEmpty() ? Optional.empty() : Optional.of(service),
                kind == EventKind.REBOOT
                        ? "3 restarts in 10 min have failed"
                        : kind.word().replace('_', ' '),
                service.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(sinceGoodBeat))));
    }

    private JsonObject respond(JsonObject request) {
        JsonObject status = Json.object()
                .put(
                        "services",
                        List.of(Json.object()
                                .put("name", "recorder")
                                .put("condition", "healthy")
                                .build()))
                .build();
        return request.text("command").filter("status"::equals).isPresent()
                ? status
                : Json.object()
                        .put("events", journal.stream().map(Event::toJson).toList())
                        .put("status", status)
                        .build();
    }

    private Process startAgent(int port) throws Exception {
        Files.writeString(
                dir.resolve("hash"), PasswordHash.of(PASSWORD.toCharArray()).toText());
        Path config = Files.writeString(dir.resolve("peace.yaml"), """
                device: {name: gym}
                agent:
                  node_port: 0
                  recorder_port: 0
                  heartbeat: %1$s/heartbeat.json
                  storage: %1$s
                  watchdog_socket: %1$s/watchdog.sock
                  socket: %1$s/agent.sock
                  state_dir: %1$s/agent-state
                dashboard:
                  port: %2$d
                  password_hash_file: %1$s/hash
                  recorder_socket: %1$s/recorder.sock
                  evidence_dir: %1$s/evidence
                """.formatted(dir, port));
        Path output = dir.resolve("agent.out");
        Process agent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.agent.AgentMain",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().until(() -> Files.readString(output).contains("dashboard at"));
        return agent;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
