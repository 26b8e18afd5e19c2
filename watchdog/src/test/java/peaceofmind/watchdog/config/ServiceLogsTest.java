// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;

/** Whose log is saved as evidence: the service's own, and never that of a recorder that it is not. */
class ServiceLogsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            {}                                                                                             | /var/log/recorder/service.log
            recorder: {log_dir: /demo/log}                                                                 | /demo/log/service.log
            {recorder: {log_dir: /demo/log}, watchdog: {services: [{name: recorder}]}}                     | /demo/log/service.log
            {recorder: {heartbeat: /demo/beat}, watchdog: {services: [{name: cam, heartbeat: /demo/beat}]}} | /var/log/recorder/service.log
            watchdog: {services: [{name: recorder, heartbeat: /tmp/recorder_heartbeat.json}]}              | /var/log/recorder/service.log
            watchdog: {services: [{name: web, heartbeat: /run/web.json}]}                                  | none
            watchdog: {services: [{name: web, heartbeat: /run/web.json, logs: [/a.log, /b.log]}]}          | /a.log,/b.log
            """)
    void evidenceHasTheServicesOwnLog(String yaml, @Nullable String logs) throws Exception {
        List<Path> found = WatchdogConfig.read(ConfigDocument.parse("test", yaml))
                .services()
                .getFirst()
                .logs();
        assertThat(found.stream().map(Path::toString))
                .containsExactly(logs == null ? new String[0] : logs.split(",", -1));
    }
}
