// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine;

class SetupCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    private Path config() {
        return folder.resolve("peace.yaml");
    }

    private int setup(String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("--yes", "--root", folder.toString(), "--config", config().toString()));
        arguments.addAll(List.of(flags));
        PrintWriter writer = new PrintWriter(output, true);
        return new CommandLine(new SetupCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(arguments.toArray(String[]::new));
    }

    private TargetDevice.FullConfig written() throws ConfigException {
        return TargetDevice.readAll(ConfigDocument.read(config()));
    }

    @Test
    void anExistingProgramIsWatchedWithItsUnitHeartbeatOwnerAndDatabase() throws Exception {
        Files.createFile(Files.createDirectories(folder.resolve("opt/recorder")).resolve("videos.db"));
        int exit = setup(
                "--name=gym-1",
                "--customer=gym",
                "--unit=gym-recorder.service",
                "--heartbeat=/tmp/recorder_heartbeat.json",
                "--heartbeat-owner=philip",
                "--database=/opt/recorder/videos.db");

        assertThat(exit).isZero();
        var service = written().watchdog().services().getFirst();
        assertThat(written().device().name()).isEqualTo("gym-1");
        assertThat(service.unit()).contains("gym-recorder.service");
        assertThat(service.name()).isEqualTo("gym-recorder");
        assertThat(service.heartbeatOwner()).contains("philip");
        assertThat(written().agent().database()).contains(Path.of("/opt/recorder/videos.db"));
        assertThat(folder.resolve("etc/polkit-1/rules.d/40-peace-watched.rules"))
                .content()
                .contains("\"gym-recorder.service\"");
    }

    @Test
    void aSecondRunKeepsUnchangedValuesAndUnknownKeys() throws Exception {
        Files.writeString(config(), """
                device:
                  name: gym-1
                watchdog:
                  services:
                    - name: recorder
                      stale_after: 12s
                    - name: other
                      heartbeat: /run/other.json
                """);

        assertThat(setup("--location=Balaruc")).isZero();
        assertThat(setup()).isZero();

        assertThat(written().device().name()).isEqualTo("gym-1");
        assertThat(written().device().location()).isEqualTo("Balaruc");
        assertThat(written().watchdog().services()).hasSize(2);
        assertThat(written().watchdog().services().getFirst().policy().staleAfter())
                .hasSeconds(12);
    }

    @Test
    void severalCamerasAreConfiguredAndKeepWhatElseTheyHave() throws Exception {
        assertThat(setup("--source=north=test, south=rtsp://10.0.0.7/live")).isZero();
        assertThat(written().recorder().cameras())
                .extracting(camera -> camera.name().orElse(""))
                .containsExactly("north", "south");
        Files.writeString(config(), "recorder: {cameras: [{name: north, source: test, audio: off}]}\n");
        assertThat(setup("--name=x")).isZero();
        assertThat(config()).content().contains("audio: off");
        assertThat(setup("--source=north=v4l2:/dev/video0, hall=test")).isZero();
        assertThat(config()).content().contains("audio: off", "v4l2:/dev/video0", "name: hall");
        assertThat(setup("--source=north=test, south")).isNotZero();
        assertThat(setup("--source=north=v4l2:/dev/video0, a.b=test")).isNotZero();
        assertThat(output.toString()).contains("--source", "\"a.b\" must be up to 32 letters");
        assertThat(setup("--source=test")).isZero();
        assertThat(config()).content().contains("source: test").doesNotContain("cameras");
    }

    @Test
    void anErrorIsReportedAndNothingIsWritten() throws Exception {
        Files.writeString(config(), "device:\n  name: gym-1\n");

        assertThat(setup("--source=nonsense")).isNotZero();

        assertThat(config()).hasContent("device:\n  name: gym-1\n");
    }

    @Test
    void aTopicThatOthersCanReadIsNamedAndKept() throws Exception {
        Files.writeString(config(), "alerts: {webhooks: [{name: a, form: ntfy, url: 'https://ntfy.sh/gym'}]}\n");

        assertThat(setup("--name=x")).isZero();

        assertThat(output.toString()).contains("warning: alerts.webhooks: the topic of \"a\"", "has no password");
        assertThat(written().notification().webhooks()).hasSize(1);
    }

    @Test
    void aConfigurationThatIsNoYamlIsReportedWithItsLine() throws Exception {
        Files.writeString(config(), "device:\n  name: [\n");

        assertThat(setup("--name=x")).isNotZero();

        assertThat(output.toString()).contains("not valid YAML").doesNotContain("YamlEngineException");
        assertThat(config()).hasContent("device:\n  name: [\n");
    }

    @Test
    void theHardwareWatchdogIsSwitchedOffAndOn() throws IOException {
        Path dropIn = folder.resolve("etc/systemd/system.conf.d/90-peace.conf");

        setup("--hardware-watchdog=off");
        assertThat(dropIn).content().contains("RuntimeWatchdogSec=off");
        setup();
        assertThat(dropIn).exists();
        setup("--hardware-watchdog=on");
        assertThat(dropIn).doesNotExist();
    }

    @Test
    void aUnitWithoutItsTypeIsCompleted() throws Exception {
        assertThat(setup("--unit=recorder", "--heartbeat=/tmp/recorder_heartbeat.json"))
                .isZero();
        assertThat(written().watchdog().services().getFirst().unit()).contains("recorder.service");
        assertThat(setup("--unit=gym", "--heartbeat=/tmp/recorder_heartbeat.json"))
                .isZero();
        assertThat(folder.resolve("etc/polkit-1/rules.d/40-peace-watched.rules"))
                .content()
                .contains("\"gym.service\"");
    }
}
