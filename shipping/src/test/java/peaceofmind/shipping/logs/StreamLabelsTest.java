// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamLabelsTest {

    private static final Map<String, String> DEVICE = Map.of("instance", "gym-7");

    private final StreamLabels labels = new StreamLabels(DEVICE, Optional.empty(), Set.of("film.service"));

    @Test
    void linesOfTheRecorderItsWatchdogAndTheSystemHaveJobsOfTheirOwn() {
        assertThat(jobOf("unit", "film.service")).isEqualTo("recorder-service");
        assertThat(jobOf("unit", "recorder-watchdog.service")).isEqualTo("watchdog");
        assertThat(jobOf("unit", "recorder-agent.service")).isEqualTo("syslog");
        assertThat(jobOf("unit", "init.scope")).isEqualTo("syslog");
        assertThat(jobOf("filename", "/var/log/recorder/service.log")).isEqualTo("recorder-service");
        assertThat(jobOf("filename", "/var/log/recorder/watchdog.log")).isEqualTo("watchdog");
        assertThat(jobOf("filename", "/var/log/syslog")).isEqualTo("syslog");
    }

    @Test
    void anEntryOfTheKernelWithoutAUnitIsTheSystems() {
        assertThat(labels.of(Map.of("level", "info")))
                .isEqualTo(Map.of("instance", "gym-7", "job", "syslog", "level", "info"));
    }

    @Test
    void aConfiguredJobIsThatOfEveryLine() {
        StreamLabels peace = new StreamLabels(DEVICE, Optional.of("peace"), Set.of());
        assertThat(peace.of(Map.of("unit", "recorder.service"))).containsEntry("job", "peace");
        assertThat(peace.of(Map.of("filename", "/var/log/syslog"))).containsEntry("job", "peace");
    }

    @Test
    void valuesAreCutToWhatLokiTakes() {
        assertThat(labels.of(Map.of("unit", "x".repeat(5_000))).get("unit")).hasSize(512);
    }

    private String jobOf(String label, String value) {
        return labels.of(Map.of(label, value, "level", "info")).getOrDefault("job", "");
    }
}
