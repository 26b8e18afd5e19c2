// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.doctor.Finding.CheckStatus;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.foundation.config.ConfigDocument;

class LightsCheckTest {

    private static final String ENABLED = "recorder: {lights: {enabled: true}}";

    @TempDir
    private Path root;

    @Test
    void whatTheRecorderReportsOfItsLightsIsShown() throws Exception {
        Finding finding = run(
                ENABLED,
                "{\"timestamp\":\"2026-11-24T08:00:00Z\",\"state\":\"ready\","
                        + "\"panel_problem\":\"the lights do not work: no GPIO chip\"}");
        assertThat(finding.status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(finding.message()).contains("no GPIO chip");
        assertThat(finding.remedy()).contains("docs/lights.md");
        assertThat(run(ENABLED, "{\"timestamp\":\"2026-11-24T08:00:00Z\",\"state\":\"ready\"}")
                        .status())
                .isEqualTo(CheckStatus.GOOD);
    }

    @Test
    void withoutLightsOrAHeartbeatNothingIsClaimed() throws Exception {
        assertThat(run("recorder: {}", "{}").status()).isEqualTo(CheckStatus.NOT_APPLICABLE);
        assertThat(run(ENABLED, "no heartbeat").status()).isEqualTo(CheckStatus.UNKNOWN);
    }

    private Finding run(String yaml, String heartbeat) throws Exception {
        FixtureMachine machine = new FixtureMachine(root).withFile("/run/recorder/heartbeat.json", heartbeat);
        return new LightsCheck()
                .run(new DoctorContext(
                        machine,
                        TargetDevice.readAll(ConfigDocument.parse("test", yaml)),
                        "test",
                        Optional.empty(),
                        new DoctorContext.Secrets(List.of(), Optional.empty())));
    }
}
