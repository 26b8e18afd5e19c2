// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConfiguredServiceTest {

    @Test
    void withoutServicesTheRecorderIsWatched() throws ConfigException {
        assertThat(ConfiguredService.all(ConfigDocument.empty())).containsExactly(ConfiguredService.RECORDER);
        assertThat(ConfiguredService.first(ConfigDocument.parse("test", "watchdog: {services: []}")))
                .isEqualTo(ConfiguredService.RECORDER);
    }

    @Test
    void theFirstServiceIsReadAsTheFileNamesIt() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", """
            watchdog:
              services:
                - name: app
                  unit: my-app
                  heartbeat: /run/app.json
                  heartbeat_owner: kim
                  stale_after: 2min
                  logs: [/var/log/app.log, /var/log/other.log]
                - name: second
                - {name: third, actuator: process, logs: /var/log/third.log}
            """);
        assertThat(ConfiguredService.first(document))
                .isEqualTo(new ConfiguredService(
                        "app",
                        Optional.of("my-app.service"),
                        Path.of("/run/app.json"),
                        Optional.of("kim"),
                        Duration.ofMinutes(2),
                        Optional.of(Path.of("/var/log/app.log")),
                        false));
        assertThat(ConfiguredService.all(document))
                .extracting(ConfiguredService::unit)
                .containsExactly(Optional.of("my-app.service"), Optional.of("second.service"), Optional.empty());
        assertThat(ConfiguredService.all(document).getLast().log()).contains(Path.of("/var/log/third.log"));
    }

    @Test
    void thePackagedRecorderIsKnownByItsHeartbeat() throws ConfigException {
        assertThat(ConfiguredService.RECORDER.isPackagedRecorder()).isTrue();
        assertThat(isPackagedRecorder("watchdog: {services: [{name: cam}]}")).isTrue();
        assertThat(isPackagedRecorder("""
            recorder: {heartbeat: /srv/run/beat.json}
            watchdog: {services: [{name: cam, heartbeat: /srv/run/beat.json}]}
            """)).isTrue();
        assertThat(isPackagedRecorder(
                        "watchdog: {services: [{name: recorder, heartbeat: /tmp/recorder_heartbeat.json}]}"))
                .as("another recorder with the same name")
                .isFalse();
        assertThat(isPackagedRecorder("watchdog: {services: [{name: web, liveness: {tcp: {port: 80}}}]}"))
                .as("probed, without a heartbeat")
                .isFalse();
    }

    @Test
    void onlyThePackagedRecorderHasALogThatNobodyNamed() throws ConfigException {
        assertThat(first("watchdog: {services: [{name: cam}]}").log()).isEqualTo(ConfiguredService.RECORDER.log());
        assertThat(first("watchdog: {services: [{name: app, heartbeat: /run/app.json}]}")
                        .log())
                .isEmpty();
    }

    private static boolean isPackagedRecorder(String yaml) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", yaml);
        assertThat(ConfiguredService.includePackagedRecorder(document))
                .isEqualTo(ConfiguredService.first(document).isPackagedRecorder());
        return ConfiguredService.first(document).isPackagedRecorder();
    }

    private static ConfiguredService first(String yaml) throws ConfigException {
        return ConfiguredService.first(ConfigDocument.parse("test", yaml));
    }

    @Test
    void whatCannotBeReadIsTheOwnersToReport() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse(
                "test", "watchdog: {services: [{name: app, stale_after: soon, heartbeat: \"a\\0b\"}]}");
        assertThat(ConfiguredService.first(document).staleAfter()).isEqualTo(ConfiguredService.RECORDER.staleAfter());
        assertThat(ConfiguredService.first(document).heartbeat()).isEqualTo(ConfiguredService.RECORDER.heartbeat());
    }
}
