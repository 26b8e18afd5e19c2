// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;

final class AgentConfigTest {

    private static final String PROBED = "watchdog: {services: [{name: web, liveness: {tcp: {address: x:1}}}]}\n";

    @Test
    void whereProbesWatchTheRecorderNoHeartbeatFileIsRead() throws ConfigException {
        AgentConfig config = read(PROBED);
        assertThat(config.heartbeat()).isEmpty();
        assertThat(CollectorSets.heartbeat(config, new ProcessTimes(Clock.system())))
                .isEmpty();
    }

    @Test
    void aHeartbeatFileThatIsConfiguredIsRead() throws ConfigException {
        assertThat(read(PROBED + "agent: {heartbeat: /run/web/heartbeat.json}").heartbeat())
                .contains(Path.of("/run/web/heartbeat.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "watchdog: {dry_run: true}",
                "watchdog: {services: []}",
                "watchdog: {services: nonsense}",
                "watchdog: {services: [nonsense]}",
                "watchdog: {services: [{name: a}, {name: b, liveness: {}}]}"
            })
    void otherwiseTheRecordersHeartbeatIsRead(String yaml) throws ConfigException {
        assertThat(read(yaml).heartbeat()).contains(Path.of("/run/recorder/heartbeat.json"));
    }

    /** As the agent does, which leaves the watchdog's section to the watchdog. */
    private static AgentConfig read(String yaml) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", yaml);
        AgentConfig config = AgentConfig.read(document);
        document.check(DeviceConfig.ALL_SECTIONS);
        return config;
    }
}
