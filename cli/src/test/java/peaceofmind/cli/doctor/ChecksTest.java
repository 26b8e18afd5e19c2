package peaceofmind.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.doctor.Finding.Verdict;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

class ChecksTest {

    @TempDir
    private Path root;

    @Test
    void unitsThatDoNotStartAtBootAreNamedAndCanBeMended() throws Exception {
        FixtureMachine machine = device().says("systemctl is-enabled recorder.service", "enabled\n")
                .says("systemctl is-active recorder.service", "active\n")
                .fails("systemctl is-enabled recorder-watchdog.service", "disabled\n")
                .says("systemctl is-active recorder-watchdog.service", "active\n")
                .says("systemctl is-enabled recorder-agent.service", "enabled\n")
                .fails("systemctl is-active recorder-agent.service", "failed\n");
        Finding finding = new UnitsCheck().look(patient(machine));
        assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
        assertThat(finding.what())
                .contains(
                        "recorder-watchdog.service is disabled and active",
                        "recorder-agent.service is enabled and failed")
                .doesNotContain("recorder.service is");
        assertThat(finding.fix()).contains(List.of("systemctl", "enable", "--now", "recorder-watchdog.service"));
    }

    @Test
    void aMachineWithoutSystemdHasNoUnits() throws Exception {
        assertThat(new UnitsCheck().look(patient(new FixtureMachine(root))).verdict())
                .isEqualTo(Verdict.NOT_HERE);
    }

    @ParameterizedTest
    @CsvSource({"yes,yes,GOOD", "yes,no,ATTENTION", "no,no,BAD"})
    void theClockMustBeSetOverTheNetwork(String on, String synchronised, Verdict verdict) throws Exception {
        FixtureMachine machine = device().says(
                        "timedatectl show -p NTP -p NTPSynchronized",
                        "NTP=" + on + "\nNTPSynchronized=" + synchronised + "\n");
        assertThat(new ClockCheck().look(patient(machine)).verdict()).isEqualTo(verdict);
    }

    @Test
    void withoutTimedatectlTheClockCannotBeTold() throws Exception {
        assertThat(new ClockCheck().look(patient(device())).verdict()).isEqualTo(Verdict.CANNOT_TELL);
    }

    @Test
    void aReadOnlyDiskAndItsErrorsAreFound() throws Exception {
        FixtureMachine machine = device().file(
                        "/proc/mounts", "/dev/mmcblk0p2 / ext4 ro,noatime 0 0\n/dev/sda1 /boot vfat ro 0 0\n")
                .file("/sys/fs/ext4/mmcblk0p2/errors_count", "7\n")
                .file("/sys/block/mmcblk0/device/pre_eol_info", "0x02\n");
        Finding finding = new DiskHealthCheck().look(patient(machine));
        assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
        assertThat(finding.what()).contains("/ is mounted read-only", "7 file system errors", "worn out");
        assertThat(finding.what()).doesNotContain("/boot");
    }

    @Test
    void aSoundDiskIsGood() throws Exception {
        FixtureMachine machine = device().file(
                        "/proc/mounts", "/dev/mmcblk0p2 / ext4 rw,noatime,errors=remount-ro 0 0\n")
                .file("/sys/fs/ext4/mmcblk0p2/errors_count", "0\n")
                .file("/sys/block/mmcblk0/device/pre_eol_info", "0x01\n");
        assertThat(new DiskHealthCheck().look(patient(machine)).verdict()).isEqualTo(Verdict.GOOD);
    }

    @Test
    void aCameraThatIsGoneIsFound() throws Exception {
        assertThat(new CameraCheck().look(patient(device())).verdict()).isEqualTo(Verdict.BAD);
        assertThat(new CameraCheck()
                        .look(patient(device().file("/dev/video0", "")))
                        .verdict())
                .isEqualTo(Verdict.GOOD);
    }

    @Test
    void secretsMustBeThereAndPrivate() throws Exception {
        FixtureMachine machine = device().file("/etc/peace/good", "x").file("/etc/peace/open", "x");
        Files.setPosixFilePermissions(machine.path("/etc/peace/good"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(machine.path("/etc/peace/open"), PosixFilePermissions.fromString("rw-r--r--"));
        Finding finding =
                new SecretsCheck().look(patient(machine, "/etc/peace/good", "/etc/peace/open", "/etc/peace/gone"));
        assertThat(finding.what())
                .contains("open can be read by others", "gone is not there")
                .doesNotContain("good");
        assertThat(finding.fix()).singleElement().asString().contains("chmod, 600");
    }

    @ParameterizedTest
    @CsvSource({"0,BAD", "infinity,BAD", "15s,GOOD"})
    void theHardwareWatchdogMustBeArmed(String limit, Verdict verdict) throws Exception {
        FixtureMachine machine =
                device().file("/dev/watchdog0", "").says("systemctl show -p RuntimeWatchdogUSec --value", limit + "\n");
        assertThat(new HardwareWatchdogCheck().look(patient(machine)).verdict()).isEqualTo(verdict);
    }

    @Test
    void theJournalMustBeOnTheDisk() throws Exception {
        assertThat(new JournalCheck().look(patient(device())).fix()).isNotEmpty();
        assertThat(new JournalCheck()
                        .look(patient(device().folder("/var/log/journal")))
                        .verdict())
                .isEqualTo(Verdict.GOOD);
    }

    @Test
    void aPortThatIsOpenToAllIsFound() throws Exception {
        String head = "  sl  local_address rem_address   st\n";
        FixtureMachine machine = device().file("/proc/net/tcp", head + "   0: 0100007F:238C 00000000:0000 0A 0\n")
                .file("/proc/net/tcp6", head + "   0: 00000000000000000000000000000000:238D 0:0000 0A 0\n");
        Finding finding = new PortsCheck().look(patient(machine));
        assertThat(finding.verdict()).isEqualTo(Verdict.ATTENTION);
        assertThat(finding.what()).startsWith("[9101] can be reached");
    }

    @Test
    void aChangedFileOfThePackageIsFoundAndAConfigurationIsNot() throws Exception {
        FixtureMachine machine = device().says("dpkg-query -W -f ${Version} peace", "0.1.0")
                .fails("dpkg -V peace", "??5?????? c /etc/peace/peace.yaml\n??5??????   /usr/lib/peace/lib/cli.jar\n");
        Finding finding = new PackageCheck("peace").look(patient(machine));
        assertThat(finding.what()).contains("cli.jar").doesNotContain("peace.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "Running,2026-11-30T00:00:00Z,BAD",
        "Running,2027-04-01T00:00:00Z,ATTENTION",
        "Running,,GOOD",
        "NeedsLogin,,BAD"
    })
    void aKeyThatExpiresIsToldInTime(String state, String expiry, Verdict verdict) throws Exception {
        String key = expiry == null ? "" : "\"KeyExpiry\":\"" + expiry + "\"";
        FixtureMachine machine =
                device().says("tailscale status --json", "{\"BackendState\":\"" + state + "\",\"Self\":{" + key + "}}");
        assertThat(new TailscaleCheck().look(patient(machine)).verdict()).isEqualTo(verdict);
    }

    @Test
    void anOldDrillIsToldAndSoIsNone() throws Exception {
        assertThat(new DrillCheck().look(patient(device())).what()).contains("never tried");
        FixtureMachine machine = device().file(
                        "/var/lib/peace/drill/state.json",
                        "{\"last_success\":{\"kill\":1795000000,\"freeze\":1764000000}}");
        assertThat(new DrillCheck().look(patient(machine)).what())
                .contains("freeze")
                .doesNotContain("kill");
    }

    @Test
    void anInterruptedUpdateIsTold() throws Exception {
        FixtureMachine machine =
                device().file("/var/lib/peace/update/state.json", "{\"step\":\"watch\",\"from\":\"1\",\"to\":\"2\"}");
        assertThat(new UpdateCheck().look(patient(machine)).mend()).isEqualTo("peace update --resume");
    }

    @Test
    void whoMayOnlyLookIsToldHowToAct() throws Exception {
        Finding finding =
                new RightsCheck().look(patient(device().asUser("philip").says("id -nG recorder", "recorder")));
        assertThat(finding.mend()).contains("watchdog.operators", "adduser recorder video");
    }

    @Test
    void oneFailingCheckCostsOnlyItself() throws Exception {
        Check defect = new Check() {
            @Override
            public String name() {
                return "defect";
            }

            @Override
            public String why() {
                return "because";
            }

            @Override
            public Finding look(Patient patient) {
                throw new IllegalStateException("oops");
            }
        };
        Examination examination = Examination.of(List.of(defect, new ConfigCheck()), patient(device()));
        assertThat(examination.results()).hasSize(2);
        assertThat(examination.exitCode()).isEqualTo(1);
        assertThat(examination.toLines(Tty.plain())).allMatch(line -> line.length() <= 80);
        assertThat(String.join("\n", examination.toLines(Tty.plain()))).contains("oops", "why: because");
    }

    @Test
    void everyCheckAnswersOnABareMachineInWords() throws Exception {
        Examination examination = Examination.of(Examination.all(), patient(new FixtureMachine(root)));
        assertThat(examination.results()).allSatisfy(result -> {
            assertThat(result.finding().what()).isNotBlank().doesNotContain("this check failed");
            assertThat(result.check().why()).isNotBlank();
            assertThat(result.isFine() || !result.finding().mend().isBlank()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"receivers":[]} | NOT_HERE | names none
            {"receivers":[{"kind":"metrics","problem":""},{"kind":"logs","problem":""}]} | GOOD | 2 tried
            {"receivers":[{"kind":"metrics","problem":""},{"kind":"logs","problem":"no way"}]} | BAD | logs: no way
            """)
    void theAgentIsAskedWhetherItsReceiversTakeWhatItSends(String answer, Verdict verdict, String words)
            throws Exception {
        FixtureMachine machine = device().folder("/run/peace-agent");
        JsonObject json = Json.parseObject(answer);
        try (ControlServer _ =
                ControlServer.listen(machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> json)) {
            Finding finding = new ReceiversCheck().look(patient(machine));
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.what()).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"problem":""} | GOOD | lets the agent in
            {"problem":"mail.example:587 did not take it: it refuses user gym"} | BAD | it refuses user gym
            """)
    void theAgentIsAskedToLogInAtTheMailServer(String answer, Verdict verdict, String words) throws Exception {
        FixtureMachine machine = device().folder("/run/peace-agent");
        JsonObject json = Json.parseObject(answer);
        try (ControlServer _ =
                ControlServer.listen(machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> json)) {
            Finding finding = new MailCheck().look(patientWithMail(machine, 587));
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.what()).contains(words);
        }
    }

    @Test
    void withoutAnAgentItIsSeenWhetherTheMailServerCanBeReached() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = new MailCheck().look(patientWithMail(device(), server.getLocalPort()));
            assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
            assertThat(finding.what()).contains("can be reached, but the agent is not running");
        }
        assertThat(new MailCheck().look(patientWithMail(device(), 1)).verdict()).isEqualTo(Verdict.BAD);
    }

    @Test
    void withoutAnAgentTheReceiversCannotBeTold() throws Exception {
        Finding finding = new ReceiversCheck().look(patient(device()));
        assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(finding.what()).contains("the agent is not running");
    }

    private FixtureMachine device() throws Exception {
        return new FixtureMachine(root).folder("/run/systemd/system");
    }

    private static Patient patientWithMail(FixtureMachine machine, int port) throws Exception {
        Patient without = patient(machine);
        return new Patient(
                machine,
                without.config(),
                without.source(),
                Optional.empty(),
                new Patient.Secrets(List.of(), Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", port))));
    }

    private static Patient patient(FixtureMachine machine, String... secrets) throws Exception {
        return new Patient(
                machine,
                Device.readAll(ConfigDocument.parse("test", "agent:\n  address: 127.0.0.1\n")),
                "v4l2:/dev/video0",
                Optional.empty(),
                new Patient.Secrets(List.of(secrets), Optional.empty()));
    }
}
