// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.watchdog.config.ProbeConfig.CommandTarget;
import peaceofmind.watchdog.config.ProbeConfig.GrowingFileTarget;
import peaceofmind.watchdog.config.ProbeConfig.HeartbeatTarget;
import peaceofmind.watchdog.config.ProbeConfig.HttpTarget;
import peaceofmind.watchdog.config.ProbeConfig.TcpTarget;
import peaceofmind.watchdog.config.ProbeConfig.UnitTarget;

final class LivenessConfigTest {

    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration THREE = Duration.ofSeconds(3);

    @Test
    void oneProbeNeedsNoList() throws ConfigException {
        ServiceConfig web = read("{ http: { url: http://127.0.0.1:8080/health, status: 204, contains: ok, interval: 5s,"
                + " timeout: 2s } }");
        HttpTarget target = new HttpTarget(URI.create("http://127.0.0.1:8080/health"), 204, Optional.of("ok"));
        assertThat(web.liveness())
                .contains(new LivenessConfig(
                        false, List.of(new ProbeConfig(target, Duration.ofSeconds(5), Duration.ofSeconds(2)))));
        assertThat(web.heartbeat()).isEmpty();
        assertThat(web.liveness().orElseThrow().maxInterval()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void severalProbesOfEveryKind() throws ConfigException {
        ServiceConfig web = read(
                "{ all: [ { tcp: { address: 127.0.0.1:8554, send: \"hello\\r\\n\", contains: hi } },"
                        + " { tcp: { address: \"[::1]:80\" } }, { file_grows: { path: /var/log/web.log } },"
                        + " { command: { run: [/usr/bin/true, -x] } }, { systemd: {} }, { heartbeat: { path: /run/hb.json } } ] }");
        LivenessConfig liveness = web.liveness().orElseThrow();
        assertThat(liveness.all()).isTrue();
        assertThat(liveness.probes())
                .containsExactly(
                        probe(new TcpTarget("127.0.0.1", 8554, Optional.of("hello\r\n"), Optional.of("hi"))),
                        probe(new TcpTarget("::1", 80, Optional.empty(), Optional.empty())),
                        probe(new GrowingFileTarget(Path.of("/var/log/web.log"))),
                        probe(new CommandTarget(List.of("/usr/bin/true", "-x"))),
                        probe(new UnitTarget("web.service")),
                        probe(new HeartbeatTarget(Path.of("/run/hb.json"))));
        assertThat(liveness.missingCommands()).isEmpty();
    }

    @Test
    void aShortLimitHasShorterDefaults() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", """
                watchdog:
                  services:
                    - { name: web, stale_after: 3s, liveness: { any: [ { tcp: { address: localhost:80 } } ] } }
                """);
        ServiceConfig web = WatchdogConfig.read(document).services().getFirst();
        document.check(DeviceConfig.ALL_SECTIONS);
        assertThat(web.liveness().orElseThrow().probes())
                .containsExactly(new ProbeConfig(
                        new TcpTarget("localhost", 80, Optional.empty(), Optional.empty()),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)));
    }

    @Test
    void withoutTheSectionAHeartbeatFileIsRead() throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", "watchdog: {services: [{name: web}]}");
        ServiceConfig web = WatchdogConfig.read(document).services().getFirst();
        assertThat(web.heartbeat()).contains(Path.of("/run/recorder/heartbeat.json"));
        assertThat(web.liveness()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            { }                                                         | liveness: missing: one of http, tcp
            { tcp: { address: x:1 }, http: { url: http://x/ } }         | must have one key, not http and tcp
            { any: [] }                                                 | must be a list of 1 to 8 probes
            { any: [ { udp: {} } ] }                                    | a probe has one key, one of http, tcp
            { http: {} }                                                | http.url: missing
            { http: { url: 127.0.0.1:80 } }                             | is not a URL such as
            { http: { url: "http://" } }                                | is not a URL such as
            { http: { url: https://localhost/ } }                       | https is not supported: use a command, such as curl
            { http: { url: http://a:b@localhost/ } }                    | must have no user, password or #
            { http: { url: http://localhost/, status: 99 } }            | a whole number from 100 to 599
            { http: { url: http://localhost/, expects: ok } }           | unknown key
            { tcp: { address: localhost } }                             | is not HOST:PORT
            { tcp: { address: localhost:70000 } }                       | is not HOST:PORT
            { file_grows: { path: log/web.log } }                       | is not an absolute path
            { file_grows: {} }                                          | path: missing: an absolute path
            { command: {} }                                             | run: missing: a list
            { command: { run: [bin/check] } }                           | the command is an absolute path, or a name without /
            { tcp: { address: x:1, interval: 27s } }                    | must be shorter than stale_after
            { tcp: { address: x:1, interval: 100ms } }                  | a duration from 1s to
            """)
    void aMistakeIsExplained(String liveness, String message) {
        assertThat(problems(liveness, "")).contains(message);
    }

    @Test
    void theSectionExcludesTheKeysOfAHeartbeat() {
        String problems = problems(
                "{ tcp: { address: x:1 } }",
                "heartbeat: /run/x, heartbeat_owner: x, restart_on_error_after: 60s, actuator: process, command: [x],");
        assertThat(problems)
                .contains("].heartbeat: has no effect beside liveness", "heartbeat_owner: has", "on_error_after: has");
        assertThat(problems("{ systemd: {} }", "actuator: process, command: [x],"))
                .contains("systemd.unit: missing: systemd does not start this service");
    }

    private static ProbeConfig probe(ProbeConfig.ProbeTarget target) {
        return new ProbeConfig(target, TEN, THREE);
    }

    private static ServiceConfig read(String liveness) throws ConfigException {
        return read(liveness, "");
    }

    private static ServiceConfig read(String liveness, String otherKeys) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse(
                "test", "watchdog: {services: [{" + otherKeys + " name: web, liveness: " + liveness + "}]}");
        ServiceConfig service = WatchdogConfig.read(document).services().getFirst();
        document.check(DeviceConfig.ALL_SECTIONS);
        return service;
    }

    private static String problems(String liveness, String otherKeys) {
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> read(liveness, otherKeys));
        assertThat(problem).isNotNull();
        return String.valueOf(problem.getMessage());
    }
}
