// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.acceptance.RecordingDevice.TIMEOUT;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
import peaceofmind.foundation.control.ControlException;

/** The pages of a recorder with three cameras, one of which cannot be reached, in a real browser. */
@TestMethodOrder(OrderAnnotation.class)
class SeveralCamerasPageIT {

    /** As long as a name can be. */
    private static final String LONG_NAME = "entrance_of_the_large_hall_2East";

    @TempDir
    private static Path dir;

    private static RecordingDevice device;
    private static Tab tab;

    @BeforeAll
    static void startEverything() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        device = RecordingDevice.start(
                dir,
                "cameras: [{name: court-north, source: \"test:320x180@10\"},"
                        + " {name: " + LONG_NAME + ", source: \"test:160x120@10\"},"
                        + " {name: roof, source: \"rtsp://127.0.0.1:1/live\"}]");
        tab = device.tab();
        try {
            device.send("start");
        } catch (ControlException refusedForTheRoof) {
            assertThat(refusedForTheRoof).hasMessageContaining("court-north: recording for 600 s");
        }
        device.awaitState("recording");
    }

    @AfterAll
    static void closeEverything() throws IOException {
        if (device != null) {
            device.close();
        }
    }

    @Test
    @Order(1)
    void eachCameraHasARowWithItsRecordingOrItsError() throws Exception {
        device.open("");
        device.logIn();
        tab.await("document.getElementById('now').innerText.includes('Camera court-north')", TIMEOUT);
        tab.await("document.getElementById('now').innerText.split('per second').length === 3", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('now').innerText"))
                .contains("Camera " + LONG_NAME, "recording, ", " min left, ", "Camera roof", "▲ cannot be recorded");
        assertThat(tab.evaluate("document.getElementById('sentence').textContent"))
                .contains("roof");
    }

    @Test
    @Order(2)
    void eachCameraShowsItsOwnPicture() throws Exception {
        tab.await("!document.getElementById('preview').hidden", TIMEOUT);
        tab.evaluate("document.getElementById('preview-button').click()");
        tab.await(
                "[...document.querySelectorAll('#previews img')].map(i => i.hidden ? 0 : i.naturalWidth).join()"
                        + " === '320,160,0'",
                TIMEOUT);
        assertThat(tab.evaluate("[...document.querySelectorAll('#previews strong')].map(s => s.textContent).join()"))
                .isEqualTo("court-north," + LONG_NAME + ",roof");
        tab.await(
                "document.getElementById('previews').innerText.includes('No picture of roof: it is not being"
                        + " recorded')",
                TIMEOUT);
        String first = tab.evaluate("document.querySelectorAll('#previews img')[1].src");
        tab.await("document.querySelectorAll('#previews img')[1].src !== '" + first + "'", TIMEOUT);
    }

    @Test
    @Order(3)
    void thePagesFitAPhoneAndADesktopInLightAndDark() throws Exception {
        for (boolean dark : List.of(false, true)) {
            String colours = dark ? "dark" : "light";
            tab.evaluate("window.scrollTo(0, 0)");
            device.screenshot(390, true, dark, "cameras-phone-top-" + colours);
            assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
            tab.evaluate("document.getElementById('now-title').scrollIntoView()");
            device.screenshot(390, true, dark, "cameras-phone-now-" + colours);
            tab.evaluate("document.getElementById('preview').scrollIntoView()");
            device.screenshot(390, true, dark, "cameras-phone-preview-" + colours);
            tab.evaluate("window.scrollTo(0, 0)");
            device.screenshot(1280, false, dark, "cameras-desktop-top-" + colours);
            tab.evaluate("document.getElementById('now-title').scrollIntoView()");
            device.screenshot(1280, false, dark, "cameras-desktop-now-" + colours);
        }
        tab.emulate(390, 844, true, false);
    }

    @Test
    @Order(4)
    void theListOfVideosNamesTheCamera() throws Exception {
        device.send("stop");
        device.open("videos.html");
        tab.await("document.querySelectorAll('#list li').length === 2", TIMEOUT);
        tab.await("document.getElementById('list').innerText.split('✔ uploaded').length === 3", TIMEOUT);
        assertThat(tab.evaluate("document.getElementById('list').innerText"))
                .contains("camera court-north", "camera " + LONG_NAME);
        device.screenshot(390, true, false, "cameras-videos-phone");
        device.screenshot(1280, false, true, "cameras-videos-desktop");
        assertThat(device.pageErrors()).isEmpty();
    }
}
