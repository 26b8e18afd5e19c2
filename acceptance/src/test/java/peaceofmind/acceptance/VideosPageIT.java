// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

/** The page of videos of a real recorder and a real agent, in a real browser. Screenshots are saved in target/screenshots. */
@TestMethodOrder(OrderAnnotation.class)
class VideosPageIT {

    private static final Duration TIMEOUT = RecordingDevice.TIMEOUT;
    private static final int MANY = 10_000;
    private static final String ODD_NAME = "Olé & <b>100% \"it's\" a+b #1?.mp4";

    @TempDir
    private static Path dir;

    private static RecordingDevice device;
    private static Tab tab;

    @BeforeAll
    static void startEverything() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        device = RecordingDevice.start(dir, "source: test:320x180@10");
        tab = device.tab();
        for (int n = 0; n < 3; n++) {
            recordVideo();
        }
        await().atMost(TIMEOUT).until(() -> uploaded().size() == 3);
    }

    @AfterAll
    static void closeEverything() throws IOException {
        if (device != null) {
            device.close();
        }
    }

    @Test
    @Order(1)
    void theVideosAreBehindTheLogin() throws Exception {
        device.open("videos.html");
        assertThat(tab.evaluate("document.querySelectorAll('#list li').length")).isEqualTo("0");
        device.logIn();
        tab.await("document.querySelectorAll('#list li').length === 3", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('list').innerText"))
                .contains("✔ uploaded", "recording_", " s · ", "kB");
        assertThat(tab.evaluate("document.getElementById('range').textContent")).isEqualTo("1 to 3 of 3");
    }

    @Test
    @Order(2)
    void aVideoPlaysAndCanBeSearched() throws Exception {
        play();
        tab.await("document.querySelector('video').readyState >= 2", TIMEOUT);
        tab.await("document.querySelector('video').currentTime > 0", TIMEOUT);
        assertThat(tab.evaluate("document.querySelector('video').videoWidth")).isEqualTo("320");
        tab.evaluate("document.querySelector('video').currentTime = document.querySelector('video').duration - 1");
        tab.await("document.querySelector('video').ended || document.querySelector('video').currentTime > 1", TIMEOUT);
        device.screenshot(390, true, false, "videos-phone-playing");
        click("Close");
        tab.await("!document.querySelector('video')", TIMEOUT);
    }

    @Test
    @Order(3)
    void aDownloadIsTheWholeFile() throws Exception {
        Path file = uploaded().getLast();
        String bytes = tab.evaluate("fetch([...document.querySelectorAll('a[download]')].find(a => a.download === '"
                + file.getFileName() + "').href).then(r => r.arrayBuffer()).then(b => b.byteLength)");
        assertThat(bytes).isEqualTo(Long.toString(Files.size(file)));
        assertThat(tab.evaluate("fetch(document.querySelector('a[download]').href).then("
                        + "r => r.headers.get('Content-Disposition'))"))
                .startsWith("attachment");
    }

    @Test
    @Order(4)
    void aVideoIsKeptReleasedUploadedAgainAndDeleted() throws Exception {
        click("Keep");
        tab.await("document.getElementById('list').innerText.includes('★ kept for ever')", TIMEOUT);
        click("Release");
        tab.await("!document.getElementById('list').innerText.includes('★ kept for ever')", TIMEOUT);
        click("Upload again");
        tab.await("document.getElementById('action-result').textContent.startsWith('Queued again')", TIMEOUT);
        await().atMost(TIMEOUT).until(() -> uploaded().size() == 3);
        device.reload();
        tab.await("document.querySelectorAll('#list button.danger').length === 3", TIMEOUT);
        click("Delete");
        tab.await("document.getElementById('dialog').open", TIMEOUT);
        device.screenshot(390, true, true, "videos-phone-delete-dark");
        tab.evaluate("document.querySelector('#dialog form').requestSubmit()");
        tab.await("document.getElementById('list').innerText.includes('✔ uploaded, removed here')", TIMEOUT);
        assertThat(uploaded()).hasSize(2);
        assertThat(tab.evaluate("document.querySelectorAll('#list li').length"))
                .as("its row stays")
                .isEqualTo("3");
    }

    @Test
    @Order(5)
    void anOddNameIsOnlyText() throws Exception {
        Files.copy(uploaded().getFirst(), dir.resolve("videos/uploaded").resolve(ODD_NAME));
        insert(List.of(ODD_NAME), "completed");
        device.reload();
        tab.await("document.getElementById('list').innerText.includes('<b>100%')", TIMEOUT);
        play();
        tab.await("document.querySelector('video').currentTime > 0", TIMEOUT);
        click("Close");
    }

    @Test
    @Order(6)
    void aVideoThatWasRemovedHereCanBeWatchedWhereItWasUploadedTo() throws Exception {
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("videos/video_metadata.db"));
                PreparedStatement update = writer.prepareStatement(
                        "UPDATE videos SET youtube_url = 'https://youtu.be/abc' WHERE status = 'completed'")) {
            update.executeUpdate();
        }
        device.reload();
        tab.await("document.querySelectorAll('#list a[target]').length === 4", TIMEOUT);
        assertThat(tab.evaluate("[...document.querySelectorAll('#list li')].find(row => row.innerText.includes('removed"
                        + " here')).querySelector('.buttons').innerText"))
                .contains("Watch online", "Remove")
                .doesNotContain("Play");
        assertThat(tab.evaluate("document.querySelector('#list a[target]').href"))
                .isEqualTo("https://youtu.be/abc");
    }

    @Test
    @Order(7)
    void aVideoThatVanishesIsSaidSo() throws Exception {
        insert(List.of("vanishes.mp4"), "failed");
        Path file = Files.copy(
                uploaded().getFirst(),
                Files.createDirectories(dir.resolve("videos/failed")).resolve("vanishes.mp4"));
        device.reload();
        tab.await("document.querySelector('#list li')?.innerText.includes('vanishes.mp4')", TIMEOUT);
        Files.delete(file);
        click("Play");
        tab.await("document.querySelector('#list li')?.innerText.includes('has been removed meanwhile')", TIMEOUT);
        device.reload();
        tab.await("document.querySelector('#list li')?.innerText.includes('✖ file is missing')", TIMEOUT);
    }

    @Test
    @Order(8)
    void tenThousandVideosAreShownPageByPage() throws Exception {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < MANY; n++) {
            names.add("recording_%05d.mp4".formatted(n));
        }
        insert(names, "corrupted");
        device.reload();
        tab.await("document.getElementById('range').textContent === '1 to 50 of 10005'", TIMEOUT);
        assertThat(tab.evaluate("document.querySelectorAll('#list li').length")).isEqualTo("50");
        click("Older");
        tab.await("document.getElementById('range').textContent === '51 to 100 of 10005'", TIMEOUT);
        click("Newer");
        tab.await("document.getElementById('range').textContent.startsWith('1 to 50')", TIMEOUT);
        tab.evaluate("(document.getElementById('status').value = 'completed',"
                + " document.getElementById('status').dispatchEvent(new Event('change')))");
        tab.await("document.getElementById('range').textContent === '1 to 4 of 4'", TIMEOUT);
        assertThat(tab.evaluate("fetch('api/v1/videos?offset=9990&limit=200').then(r => r.json()).then("
                        + "r => r.videos.length)"))
                .isEqualTo("15");
    }

    @Test
    @Order(9)
    void thePageFitsAPhoneAndADesktopInLightAndDark() throws Exception {
        tab.evaluate("(document.getElementById('status').value = 'completed',"
                + " document.getElementById('status').dispatchEvent(new Event('change')))");
        tab.await("document.querySelectorAll('#list li').length === 4", TIMEOUT);
        for (boolean dark : List.of(false, true)) {
            String colours = dark ? "dark" : "light";
            device.screenshot(390, true, dark, "videos-phone-" + colours);
            assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
            assertThat(tab.evaluate(
                            "[...document.querySelectorAll('main button, main .buttons a, main select')].filter("
                                    + "b => b.offsetHeight > 0 && b.offsetHeight < 40).map(b => b.textContent)"))
                    .as("too small for a thumb")
                    .isEmpty();
            device.screenshot(1280, false, dark, "videos-desktop-" + colours);
        }
        tab.emulate(390, 844, true, false);
    }

    @Test
    @Order(10)
    void theMainPageLeadsToTheVideosAndShowsThePictureOnRequest() throws Exception {
        device.send("start");
        device.awaitState("recording");
        device.open("");
        tab.await("document.getElementById('videos-link')?.offsetHeight > 0", TIMEOUT);
        tab.await("document.getElementById('now').innerText.includes('per second')", TIMEOUT);
        tab.await("!document.getElementById('preview').hidden", TIMEOUT);
        assertThat(tab.evaluate("document.querySelector('#previews img').src")).isEmpty();
        tab.evaluate("document.getElementById('preview-button').click()");
        tab.await("document.querySelector('#previews img').naturalWidth === 320", TIMEOUT);
        String first = tab.evaluate("document.querySelector('#previews img').src");
        tab.await("document.querySelector('#previews img').src !== '" + first + "'", TIMEOUT);
        tab.evaluate("document.getElementById('preview').scrollIntoView()");
        device.screenshot(390, true, false, "preview-phone");
        device.screenshot(1280, false, true, "preview-desktop-dark");
        device.send("stop");
        tab.await("document.getElementById('previews').innerText.includes('Nothing is being recorded')", TIMEOUT);
        tab.evaluate("document.getElementById('preview-button').click()");
        assertThat(tab.evaluate("document.querySelector('#previews img').hidden"))
                .isEqualTo("true");
    }

    @Test
    @Order(11)
    void whereNoRecorderRunsNothingIsOffered() throws Exception {
        device.killRecorder();
        device.open("");
        tab.await("document.getElementById('now')?.innerText.includes('does not respond')", TIMEOUT);
        tab.await("document.getElementById('footer').textContent.includes('time zone')", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('videos-link').hidden"))
                .isEqualTo("true");
        device.open("videos.html");
        tab.await("/recorder/.test(document.getElementById('note')?.textContent)", TIMEOUT);
        assertThat(device.pageErrors()).isEmpty();
    }

    private static void recordVideo() throws Exception {
        device.send("start");
        device.awaitState("recording");
        await().atMost(TIMEOUT)
                .until(() -> device.status().integer("recording_bytes").orElse(0L) > 150_000);
        device.send("stop");
        device.awaitState("ready");
    }

    private static List<Path> uploaded() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("videos/uploaded"))) {
            return files.sorted().toList();
        }
    }

    /** As another program could, while the recorder runs. */
    private static void insert(List<String> names, String status) throws SQLException {
        String folder = status.equals("completed") ? "uploaded" : status;
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("videos/video_metadata.db"));
                PreparedStatement insert = writer.prepareStatement(
                        "INSERT INTO videos (filename, filepath, created_at, updated_at, duration_seconds, status)"
                                + " VALUES (?, ?, ?, '', 600, ?)")) {
            writer.setAutoCommit(false);
            for (String name : names) {
                insert.setString(1, name);
                insert.setString(
                        2, dir.resolve("videos").resolve(folder).resolve(name).toString());
                insert.setString(3, Instant.now().toString());
                insert.setString(4, status);
                insert.addBatch();
            }
            insert.executeBatch();
            writer.commit();
        }
    }

    /** A script's click is no gesture of a person, after which a browser would play the sound. */
    private static void play() throws Exception {
        click("Play");
        tab.await("document.querySelector('video')", TIMEOUT);
        tab.evaluate("(document.querySelector('video').muted = true, document.querySelector('video').play())");
    }

    /** The first button with that label. */
    private static void click(String label) throws Exception {
        tab.await(
                "[...document.querySelectorAll('main button')].some(b => b.textContent === '" + label + "')", TIMEOUT);
        tab.evaluate(
                "[...document.querySelectorAll('main button')].find(b => b.textContent === '" + label + "').click()");
    }
}
