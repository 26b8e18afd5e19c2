// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.drill.DeviceUnderTest.LiveProcess;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.config.WatchdogConfig;

/** What a drill knows of a service: by its heartbeat, or by what the watchdog replies over its socket. */
class LiveDeviceTest {

    private static final String HEALTHY =
            "'condition':'healthy','silence_seconds':4.5,'beat_interval_seconds':10,'pid':900,'liveness':[{'probe':'tcp"
                    + " x'}]";

    @TempDir
    private Path folder;

    private String reply = HEALTHY;
    private ControlServer watchdog;

    @BeforeEach
    void startTheWatchdogsSocket() throws IOException {
        watchdog = ControlServer.listen(
                folder.resolve("watchdog.sock"),
                "rw-rw----",
                (_, _) -> parsed("{'services':[{'name':'first','pid':1},{'name':'web'," + reply + "}]}"));
    }

    @AfterEach
    void stop() {
        watchdog.close();
    }

    @Test
    void theProcessOfAProbedServiceIsTheOneThatTheWatchdogKnows() throws Exception {
        LiveDevice device = device("liveness: {tcp: {address: '127.0.0.1:1880'}}");
        assertThat(device.process()).contains(new LiveProcess(900, Duration.ofMillis(4500)));
        assertThat(device.isWell()).isTrue();
        assertThat(device.beatInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(device.heartbeat()).isEmpty();
    }

    @Test
    void aProbeThatIsOverdueShowsNoLife() throws Exception {
        reply = HEALTHY.replace("4.5", "12.5");
        LiveDevice device = device("liveness: {tcp: {address: '127.0.0.1:1880'}}");
        assertThat(device.process()).isEmpty();
        assertThat(device.isWell()).isFalse();
    }

    @Test
    void aServiceThatIsBeingRestartedShowsNoLife() throws Exception {
        reply = HEALTHY.replace("healthy", "verifying");
        assertThat(device("liveness: {tcp: {address: '127.0.0.1:1880'}}").isWell())
                .isFalse();
    }

    @Test
    void aServiceWhoseProcessNobodyKnowsIsWellAndHasNone() throws Exception {
        reply = HEALTHY.replace("'pid':900,", "");
        LiveDevice device = device("liveness: {tcp: {address: '127.0.0.1:1880'}}");
        assertThat(device.process()).isEmpty();
        assertThat(device.isWell()).isTrue();
    }

    @Test
    void aHeartbeatThatNamesItsProcessIsNewerThanTheWatchdog() throws Exception {
        Path heartbeat = folder.resolve("heartbeat.json");
        Files.writeString(heartbeat, "{\"timestamp\":\"2026-11-24T08:00:00Z\",\"state\":\"ready\",\"pid\":41}");
        LiveDevice device = device("heartbeat: " + heartbeat);
        device.heartbeat();
        Files.writeString(heartbeat, "{\"timestamp\":\"2026-11-24T08:00:01Z\",\"state\":\"ready\",\"pid\":42}");
        assertThat(device.process()).contains(new LiveProcess(42, Duration.ZERO));
    }

    @Test
    void withoutAWatchdogNothingIsKnownOfAProbedService() throws Exception {
        LiveDevice device = device("liveness: {tcp: {address: '127.0.0.1:1880'}}");
        watchdog.close();
        assertThat(device.process()).isEmpty();
        assertThat(device.isWell()).isFalse();
        assertThat(device.beatInterval()).isEqualTo(Duration.ZERO);
    }

    private LiveDevice device(String service) throws Exception {
        WatchdogConfig config = WatchdogConfig.read(
                ConfigDocument.parse("test", "watchdog: {services: [{name: first}, {name: web, " + service + "}]}"));
        return new LiveDevice(
                Machine.real(),
                folder.resolve("watchdog.sock"),
                folder.resolve("recorder.sock"),
                config.services().getLast());
    }

    private static Json.JsonObject parsed(String text) {
        try {
            return Json.parseObject(text.replace('\'', '"'));
        } catch (JsonException malformed) {
            throw new IllegalStateException(text, malformed);
        }
    }
}
