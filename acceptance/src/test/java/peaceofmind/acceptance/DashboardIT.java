// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.acceptance.browser.Browser;
import peaceofmind.acceptance.browser.Tab;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.CLibrary;

/** The dashboard of a running demo in a real browser, as its owner uses it. Screenshots are saved in target/screenshots. */
@TestMethodOrder(OrderAnnotation.class)
class DashboardIT {

    private static final int PORT_BASE = 29_600;
    private static final String URL = "http://127.0.0.1:" + (PORT_BASE + 2) + "/";
    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String SENTENCE = "(document.getElementById('sentence')?.textContent ?? '')";

    @TempDir
    private static Path dir;

    private static DemoRun demo;
    private static Browser browser;
    private static Tab tab;
    private static final List<String> PAGE_ERRORS = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void openThePage() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        demo = DemoRun.start(Checkout.here(), dir, PORT_BASE);
        demo.awaitReady(Duration.ofMinutes(5));
        browser = Browser.start();
        tab = browser.openTab();
        tab.onEvent(event -> {
            String method = event.text("method").orElse("");
            if (method.equals("Runtime.exceptionThrown") || method.equals("Security.policyViolation")) {
                PAGE_ERRORS.add(event.toJson());
            }
        });
        tab.emulate(390, 844, true, false);
        tab.navigate(URL);
        // Record every sentence, because a test on a busy machine may poll too late to see a short-lived one.
        tab.await("document.getElementById('sentence')", TIMEOUT);
        tab.evaluate(
                "(window.sentences = [document.getElementById('sentence').textContent], new MutationObserver(() =>"
                        + " window.sentences.push(document.getElementById('sentence').textContent))"
                        + ".observe(document.getElementById('sentence'), {childList: true, characterData: true, subtree: true}))");
    }

    @AfterAll
    static void closeEverything() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    @Order(1)
    void theDemoPrintsThePagesUrlFirst() throws Exception {
        String output = demo.output();
        assertThat(output).contains(URL);
        assertThat(output.indexOf(URL)).isLessThan(output.indexOf("/metrics"));
    }

    @Test
    @Order(2)
    void theSentenceAtTheTopSaysThatAllIsWell() throws Exception {
        tab.await(SENTENCE + ".startsWith('All is well. ')", TIMEOUT);
        assertThat(tab.evaluate("document.title")).startsWith("Good: All is well.");
        assertThat(tab.evaluate("document.querySelectorAll('#tiles .tile').length"))
                .isEqualTo("6");
    }

    @Test
    @Order(3)
    void eachPanelShowsRealDataOfTheDemo() throws Exception {
        tab.await("document.getElementById('now').innerText.includes('recording_')", TIMEOUT);
        for (String chart : List.of("disk", "upload_success", "queue", "up", "network")) {
            tab.await("document.querySelector('#chart-" + chart + " canvas')", TIMEOUT);
        }
        tab.await("/Up[^]*GB[^]*enough/.test(document.getElementById('tiles').innerText)", TIMEOUT);
        tab.await("/watching[^]*healthy[^]*today/.test(document.getElementById('watchdog').innerText)", TIMEOUT);
        for (String panel : List.of("network", "power", "shipping", "alerts", "videos")) {
            tab.await("document.getElementById('" + panel + "').innerText.trim()", TIMEOUT);
        }
        tab.await("document.getElementById('log').innerText.includes('recording to')", TIMEOUT);
    }

    @Test
    @Order(4)
    void eachLogCanBeFollowedSearchedAndPaused() throws Exception {
        for (String log : List.of("watchdog", "system", "service")) {
            tab.evaluate("[...document.querySelectorAll('#log-names button')].find(b => b.textContent === '" + log
                    + "').click()");
            tab.await("document.querySelectorAll('#log p').length > 0", TIMEOUT);
        }
        tab.await("document.getElementById('log').innerText.includes('recording to')", TIMEOUT);
        tab.evaluate("(document.getElementById('log-search').value = 'recording to',"
                + " document.getElementById('log-search').dispatchEvent(new Event('input')))");
        assertThat(
                        tab.evaluate(
                                "[...document.querySelectorAll('#log p')].filter(p => !p.hidden).every(p => p.textContent.includes('recording to'))"))
                .isEqualTo("true");
        tab.evaluate("document.getElementById('log-pause').click()");
        assertThat(tab.evaluate("document.getElementById('log-pause').getAttribute('aria-pressed')"))
                .isEqualTo("true");
        tab.evaluate(
                "(document.getElementById('log-search').value = '', document.getElementById('log-search').dispatchEvent(new Event('input')),"
                        + " document.getElementById('log-pause').click())");
    }

    @Test
    @Order(5)
    void everyTimeRangeCanBeSelected() throws Exception {
        for (int i = 3; i >= 0; i--) {
            tab.evaluate("document.querySelectorAll('#ranges button')[" + i + "].click()");
            tab.await("document.querySelectorAll('#ranges button')[" + i + "].ariaPressed === 'true'", TIMEOUT);
            tab.await("document.querySelector('#chart-up canvas')", TIMEOUT);
        }
    }

    @Test
    @Order(6)
    void nothingIsWiderThanAPhoneAndEverythingHasAName() throws Exception {
        assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
        assertThat(
                        tab.evaluate(
                                "[...document.querySelectorAll('button')].filter(b => !b.hidden && !b.textContent.trim()).length"))
                .isEqualTo("0");
        assertThat(tab.evaluate(
                        "[...document.querySelectorAll('[role=img]')].every(i => i.getAttribute('aria-label'))"))
                .isEqualTo("true");
        assertThat(
                        tab.evaluate(
                                "[...document.querySelectorAll('main button')].filter(b => b.offsetHeight > 0 && b.offsetHeight < 40).map(b => b.textContent)"))
                .as("too small for a thumb")
                .isEmpty();
    }

    @Test
    @Order(8)
    void aWrongPasswordIsRejectedAndTheRightOneLogsIn() throws Exception {
        tab.evaluate("document.getElementById('login').click()");
        submit("password", "not this one");
        tab.await("document.querySelector('#dialog .wrong').textContent.includes('Wrong password')", TIMEOUT);
        screenshot(390, 844, true, false, "phone-login-rejected");
        submit("password", password());
        tab.await("document.getElementById('login').textContent === 'Log out'", TIMEOUT);
    }

    @Test
    @Order(9)
    void aHoldIsPlacedFromThePageAndTheJournalRecordsByWhom() throws Exception {
        click("Hold");
        submit("minutes", "7");
        tab.await("document.getElementById('watchdog').innerText.includes('everything, ')", TIMEOUT);
        tab.await(SENTENCE + ".includes('On hold for ')", TIMEOUT);
        click("End hold");
        confirm();
        tab.await(SENTENCE + ".startsWith('All is well')", TIMEOUT);
        assertThat(events()).contains("for dashboard, 127.0.0.1");
    }

    @Test
    @Order(11)
    void aRecordingIsStoppedAndItsVideoIsSavedAndUploaded() throws Exception {
        tab.await("document.getElementById('now').innerText.includes('recording_')", TIMEOUT);
        click("Stop recording");
        confirm();
        tab.await(
                "document.getElementById('action-result').textContent.includes('is being made into a video')", TIMEOUT);
        assertThat(events()).contains("stop the recording");
        tab.await("!document.getElementById('now').innerText.includes('none yet')", TIMEOUT);
        tab.await("document.querySelector('#videos svg path, #videos svg circle')", TIMEOUT);
        tab.await("document.getElementById('tiles').innerText.includes('last 24 h')", TIMEOUT);
        tab.evaluate("document.querySelector('#ranges button').click()");
        tab.await("document.querySelector('#chart-recordings canvas')", TIMEOUT);
    }

    @Test
    @Order(12)
    void aRequestedRestartOfTheRecorderIsNotAnIncident() throws Exception {
        // After the restart it must not record until it is asked to.
        setAutoStart(false);
        long formerPid = demo.recorderPid();
        click("Restart recorder");
        confirm();
        tab.await("document.getElementById('action-result').textContent.includes('estart')", TIMEOUT);
        demo.awaitHeartbeatFromOtherThan(formerPid, TIMEOUT);
        assertThat(events()).contains("restart asked for by", "for dashboard, 127.0.0.1");
        assertThat(tab.evaluate("document.getElementById('incidents').innerText"))
                .contains("None that");
        tab.await(SENTENCE + ".startsWith('All is well')", TIMEOUT);
    }

    @Test
    @Order(13)
    void aRecordingIsStartedFromThePage() throws Exception {
        tab.await("document.getElementById('tiles').innerText.includes('Ready')", TIMEOUT);
        click("Start recording");
        submit("minutes", "2");
        tab.await("!document.getElementById('dialog').open", TIMEOUT);
        tab.await("document.getElementById('now').innerText.includes('recording_')", TIMEOUT);
        tab.await(SENTENCE + ".includes('Recording')", TIMEOUT);
        assertThat(events()).contains("start a recording");
        // A second one is refused with a message.
        click("Start recording");
        submit("minutes", "2");
        tab.await("document.querySelector('#dialog .wrong').textContent.includes('cannot start now')", TIMEOUT);
        tab.evaluate("document.getElementById('dialog').close()");
        setAutoStart(true);
    }

    @Test
    @Order(10)
    void aRebootWithAnotherNameIsRefused() throws Exception {
        click("Reboot");
        submit("confirm", "another device");
        tab.await("document.querySelector('#dialog .wrong').textContent.includes('type the device')", TIMEOUT);
        tab.evaluate("document.getElementById('dialog').close()");
        assertThat(events()).doesNotContain("\"reboot\"");
    }

    @Test
    @Order(14)
    void aFreezeAndItsRecoveryAreShownLiveAndRecordedAsAnIncidentWithEvidence() throws Exception {
        long frozen = demo.recorderPid();
        CLibrary.kill(frozen, DemoRun.SIGSTOP);
        tab.await("window.sentences.some(text => text.startsWith('No word from the recorder for '))", TIMEOUT);
        screenshot(390, 844, true, false, "phone-freeze");
        tab.await(SENTENCE + ".startsWith('All is well')", TIMEOUT);
        demo.awaitHeartbeatFromOtherThan(frozen, TIMEOUT);
        tab.await("document.getElementById('incidents').innerText.includes('recorder: Froze')", TIMEOUT);
        tab.await("document.querySelectorAll('#incidents .evidence a').length > 2", TIMEOUT);
        assertThat(tab.evaluate("fetch(document.querySelector('#incidents .evidence a').href).then(r => r.status)"))
                .isEqualTo("200");
        tab.await(SENTENCE + ".startsWith('All is well')", TIMEOUT);
    }

    @Test
    @Order(15)
    void screenshotsOfPhoneAndDesktopInLightAndDark() throws Exception {
        for (boolean dark : List.of(false, true)) {
            String colours = dark ? "dark" : "light";
            screenshot(390, 844, true, dark, "phone-" + colours);
            screenshot(1280, 900, false, dark, "desktop-" + colours);
        }
        tab.emulate(390, 844, true, false);
    }

    @Test
    @Order(16)
    void whenTheDeviceStopsRespondingThePageIsMarkedAsStaleAndRecoversAutomatically() throws Exception {
        long agent = demo.findProcess("AgentMain").orElseThrow();
        CLibrary.kill(agent, DemoRun.SIGSTOP);
        tab.await("document.body.classList.contains('stale')", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('live').textContent")).contains("No word from this device");
        screenshot(390, 844, true, false, "phone-stale");
        // The next agent finds sensors, as on a Raspberry Pi.
        addSensorsOfAPi();
        CLibrary.kill(agent, DemoRun.SIGKILL);
        tab.await("!document.body.classList.contains('stale')", TIMEOUT);
        tab.await(SENTENCE + ".startsWith('All is well')", TIMEOUT);
        tab.await("document.getElementById('tiles').innerText.includes('61 °C')", TIMEOUT);
        tab.await("document.body.innerText.includes('since boot: under voltage, throttled')", TIMEOUT);
        tab.await("document.querySelector('#chart-temperature canvas')", TIMEOUT);
        screenshot(390, 844, true, false, "phone-sensors");
    }

    private static void addSensorsOfAPi() throws IOException {
        Path sys = dir.resolve("sys");
        Path sensor = Files.createDirectories(sys.resolve("class/hwmon/hwmon0"));
        Files.writeString(sensor.resolve("name"), "cpu_thermal\n");
        Files.writeString(sensor.resolve("temp1_input"), "61200\n");
        Path firmware = Files.createDirectories(sys.resolve("devices/platform/soc/soc:firmware"));
        Files.writeString(firmware.resolve("get_throttled"), "50000\n");
        Path config = demo.dir().resolve("peace.yaml");
        Files.writeString(config, Files.readString(config).replace("\nagent:\n", "\nagent:\n  sys: " + sys + "\n"));
    }

    @Test
    @Order(17)
    void aRebootWithTheRightNameStartsAnotherBootOfTheDemo() throws Exception {
        // Never this machine: a demo's reboot is simulated.
        assertThat(Files.readString(dir.resolve("peace.yaml"))).contains("simulated_boot: ");
        String boot = Files.readString(dir.resolve("run/boot.json"));
        // The agent was killed meanwhile, which ended every login.
        tab.await("document.getElementById('login').textContent === 'Log in'", TIMEOUT);
        tab.evaluate("[...document.querySelectorAll('#actions button')].find(b => b.textContent === 'Reboot').click()");
        tab.await("document.querySelector('#dialog input[name=password]')", TIMEOUT);
        submit("password", password());
        tab.await("document.querySelector('#dialog input[name=confirm]')", TIMEOUT);
        submit("confirm", "demo");
        demo.await(() -> isAnotherBoot(boot), TIMEOUT, "no other boot was started");
        tab.await(SENTENCE + ".startsWith('All is well')", TIMEOUT);
        assertThat(events()).contains("\"reboot\"", "for dashboard, 127.0.0.1");
    }

    @Test
    @Order(18)
    void everyMemberOfTheRealStateIsDocumentedInApiMd() throws Exception {
        String document = Files.readString(Checkout.here().root().resolve("docs/api.md"));
        String state = tab.evaluate("fetch('/api/v1/state').then(r => r.text())");
        Matcher members = Pattern.compile("\"(\\w+)\":").matcher(state.replaceAll("\"events\":\\[.*?\\]", ""));
        while (members.find()) {
            assertThat(document).containsPattern("[`\"]" + members.group(1) + "[`\"]");
        }
    }

    @Test
    @Order(19)
    void noScriptFailedAndNothingWasBlocked() {
        assertThat(PAGE_ERRORS).isEmpty();
    }

    private static void screenshot(int width, int height, boolean phone, boolean dark, String name) throws Exception {
        tab.emulate(width, height, phone, dark);
        // Charts are redrawn for another width or other colours.
        await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
        tab.screenshot(SCREENSHOTS.resolve(name + ".png"), false);
        tab.screenshot(SCREENSHOTS.resolve(name + "-whole.png"), true);
    }

    /** Takes effect at the recorder's next start. */
    private static void setAutoStart(boolean enabled) throws IOException {
        Path config = demo.dir().resolve("peace.yaml");
        Files.writeString(
                config, Files.readString(config).replace("auto_start: " + !enabled, "auto_start: " + enabled));
    }

    private static void click(String label) throws Exception {
        tab.evaluate("[...document.querySelectorAll('#actions button')].find(b => b.textContent === '" + label
                + "').click()");
        tab.await("document.getElementById('dialog').open", TIMEOUT);
    }

    private static void confirm() throws Exception {
        tab.evaluate("document.querySelector('#dialog form').requestSubmit()");
    }

    private static void submit(String field, String value) throws Exception {
        tab.evaluate("(document.querySelector('#dialog input[name=" + field + "]').value = '" + value
                + "', document.querySelector('#dialog form').requestSubmit())");
    }

    private static boolean isAnotherBoot(String boot) {
        try {
            return !Files.readString(dir.resolve("run/boot.json")).equals(boot);
        } catch (IOException beingReplaced) {
            return false;
        }
    }

    private static String password() throws IOException {
        Matcher printed = Pattern.compile("password for actions: (\\S+)").matcher(demo.output());
        assertThat(printed.find()).isTrue();
        return printed.group(1);
    }

    private static String events() throws Exception {
        return new ControlClient("the watchdog", dir.resolve("run/watchdog.sock"))
                .send(Json.object().put("command", "history").put("limit", 50).build(), Duration.ofSeconds(5))
                .toJson();
    }

    @Test
    @Order(20)
    void withoutALoginNothingCanBeRequested() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(URL + "api/v1/actions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"reboot\",\"confirm\":\"demo\"}"))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }
    }
}
