// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine;

/** A folder stands for the device. */
class BootConfigCommandTest {

    private static final String INSTALLED = "device: {name: recorder}\nrecorder: {source: test}\n";

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private Path firmware = Path.of("/");

    @BeforeEach
    void install() throws IOException {
        firmware = Files.createDirectories(folder.resolve("boot/firmware"));
        Files.createDirectories(folder.resolve("etc/peace"));
        Files.writeString(config(), INSTALLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot/firmware/peace.yaml", "boot/peace.yaml"})
    void aFileIsTakenOverAndRemovedAndASecondBootChangesNothing(String place) throws Exception {
        Path file = Files.writeString(folder.resolve(place), """
            device: {name: gym-1, location: Lyon}
            """);
        assertThat(run()).isZero();
        TargetDevice.FullConfig written = TargetDevice.readAll(ConfigDocument.read(config()));
        assertThat(written.device().name()).isEqualTo("gym-1");
        assertThat(config()).content().contains("source: test");
        assertThat(folder.resolve("etc/peace/peace.yaml.before")).hasContent(INSTALLED);
        assertThat(file).doesNotExist();
        assertThat(output.toString()).contains("is the configuration now");
        SortedMap<String, String> after = contents();
        assertThat(run()).isZero();
        assertThat(contents()).isEqualTo(after);
    }

    @Test
    void secretsAreReadableByTheirOwnerOnlyAndNowhereElse() throws Exception {
        boot("""
            ship: {metrics: [{url: "https://x.example.org/push", username: u, password_file: /etc/peace/secrets/push}]}
            first_boot:
              enroll: ABCD-EFGH-JKMN-PQRS@metrics.example.org
              secrets: {push: s3cret-1}
              recorder_secrets: {camera: s3cret-2}
            """);
        assertThat(run()).isZero();
        for (String name : List.of("push", "camera", "enrolment.code")) {
            Path secret = folder.resolve("etc/peace/secrets").resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.resolve("etc/peace/secrets/push")).hasContent("s3cret-1");
        assertThat(config()).content().doesNotContain("s3cret", "first_boot", "ABCD");
        assertThat(output.toString()).doesNotContain("s3cret", "ABCD");
    }

    @Test
    void everyMistakeIsReportedWithItsLineBesideTheFileAndNothingIsChanged() throws Exception {
        Path file = boot("""
            device: {name: gym-1}
            watchdogg: {}
            ship: {metrics: [{url: nonsense, password_file: /etc/peace/secrets/push}]}
            first_boot:
              enroll: ABCD
              ca_certificate: none
              secrets: {../x: y, other: z}
              surprise: 1
            """);
        SortedMap<String, String> before = contents();
        assertThat(run()).isEqualTo(1);
        assertThat(file).doesNotExist();
        assertThat(firmware.resolve("peace.yaml.rejected")).content().contains("watchdogg");
        String reasons = Files.readString(firmware.resolve("peace.yaml.rejected.txt"));
        assertThat(reasons)
                .contains("line 2", "watchdogg", "line 3", "nonsense", "first_boot.secrets.push")
                .contains(
                        "line 5", "must be CODE@SERVER", "line 6", "must be a certificate", "line 7", "without folders")
                .contains("line 8", "surprise", "Nothing was changed", "\r\n");
        assertThat(output.toString()).contains("watchdogg", "is not used");
        before.remove("boot/firmware/peace.yaml");
        SortedMap<String, String> after = contents();
        after.keySet().removeIf(name -> name.contains("rejected"));
        assertThat(after).isEqualTo(before);
        assertThat(run()).as("the next boot").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"device: {name: [", "device: gym-1", "- a list", "device: {name: gym-1}\ndevice: {name: gym-2}"})
    void whatIsNoConfigurationIsRejected(String text) throws Exception {
        boot(text + "\n");
        assertThat(run()).isEqualTo(1);
        assertThat(firmware.resolve("peace.yaml.rejected.txt")).isNotEmptyFile();
        assertThat(config()).hasContent(INSTALLED);
    }

    @Test
    void editorsOfOtherSystemsAreReadAndOtherEncodingsExplained() throws Exception {
        boot("\ufeffdevice:\r\n  name: gym-\u00e9\r\n");
        assertThat(run()).isZero();
        assertThat(TargetDevice.readAll(ConfigDocument.read(config())).device().name())
                .isEqualTo("gym-\u00e9");
        Files.write(firmware.resolve("peace.yaml"), "device: {name: gym-\u00e9}\n".getBytes(StandardCharsets.UTF_16));
        assertThat(run()).isEqualTo(1);
        assertThat(output.toString()).contains("save it as UTF-8");
    }

    @Test
    void anEmptyFileAFolderAndAHugeOneChangeNothing() throws Exception {
        boot("");
        assertThat(run()).isZero();
        Files.createDirectory(firmware.resolve("peace.yaml"));
        assertThat(run()).isEqualTo(1);
        assertThat(output.toString()).contains("is not a file");
        Files.delete(firmware.resolve("peace.yaml.rejected"));
        boot("#".repeat(300_000));
        assertThat(run()).isEqualTo(1);
        assertThat(output.toString()).contains("has more than");
        assertThat(TargetDevice.readAll(ConfigDocument.read(config())).device().name())
                .isEqualTo("recorder");
    }

    @Test
    void ofTwoFilesTheSecondIsRejected() throws Exception {
        boot("device: {name: gym-1}\n");
        Files.writeString(folder.resolve("boot/peace.yaml"), "device: {name: gym-2}\n");
        assertThat(run()).isEqualTo(1);
        assertThat(TargetDevice.readAll(ConfigDocument.read(config())).device().name())
                .isEqualTo("gym-1");
        assertThat(folder.resolve("boot/peace.yaml.rejected")).exists();
    }

    @Test
    void anInstalledConfigurationThatIsDamagedIsTheReasonAndStays() throws Exception {
        Files.writeString(config(), "device: {name: [\n");
        boot("device: {name: gym-1}\n");
        assertThat(run()).isEqualTo(1);
        assertThat(firmware.resolve("peace.yaml.rejected.txt")).content().contains(config().toString());
        assertThat(config()).hasContent("device: {name: [");
    }

    private Path boot(String text) throws IOException {
        return Files.writeString(firmware.resolve("peace.yaml"), text);
    }

    private Path config() {
        return folder.resolve("etc/peace/peace.yaml");
    }

    /** Every file below the folder. */
    private SortedMap<String, String> contents() throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            contents.put(folder.relativize(file).toString(), Files.readString(file));
        }
        return contents;
    }

    private int run() {
        PrintWriter writer = new PrintWriter(output, true);
        return new CommandLine(new BootConfigCommand(_ -> Machine.ofFolder(folder), Clock.system()))
                .setOut(writer)
                .setErr(writer)
                .execute("--root=" + folder, "--config=" + config());
    }
}
