// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.doctor.Finding.CheckStatus;
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
    void unitsThatDoNotStartAtBootAreNamedAndCanBeFixed() throws Exception {
        FixtureMachine machine = device().withOutput("systemctl is-enabled recorder.service", "enabled\n")
                .withOutput("systemctl is-active recorder.service", "active\n")
                .withFailure("systemctl is-enabled recorder-watchdog.service", "disabled\n")
                .withOutput("systemctl is-active recorder-watchdog.service", "active\n")
                .withOutput("systemctl is-enabled recorder-agent.service", "enabled\n")
                .withFailure("systemctl is-active recorder-agent.service", "failed\n");
        Finding finding = new UnitsCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(CheckStatus.BAD);
        assertThat(finding.message())
                .contains(
                        "recorder-watchdog.service is disabled and active",
                        "recorder-agent.service is enabled and failed")
                .doesNotContain("recorder.service is");
        assertThat(finding.fixCommands())
                .contains(List.of("systemctl", "enable", "--now", "recorder-watchdog.service"));
    }

    @Test
    void aMachineWithoutSystemdHasNoUnits() throws Exception {
        assertThat(new UnitsCheck().run(context(new FixtureMachine(root))).status())
                .isEqualTo(CheckStatus.NOT_APPLICABLE);
    }

    @ParameterizedTest
    @CsvSource({"yes,yes,GOOD", "yes,no,ATTENTION", "no,no,BAD"})
    void theClockMustBeSetOverTheNetwork(String on, String synchronised, CheckStatus status) throws Exception {
        FixtureMachine machine = device().withOutput(
                        "timedatectl show -p NTP -p NTPSynchronized",
                        "NTP=" + on + "\nNTPSynchronized=" + synchronised + "\n");
        assertThat(new ClockCheck().run(context(machine)).status()).isEqualTo(status);
    }

    @Test
    void withoutTimedatectlTheClockStateIsUnknown() throws Exception {
        assertThat(new ClockCheck().run(context(device())).status()).isEqualTo(CheckStatus.UNKNOWN);
    }

    @Test
    void aReadOnlyDiskAndItsErrorsAreFound() throws Exception {
        FixtureMachine machine = device().withFile(
                        "/proc/mounts", "/dev/mmcblk0p2 / ext4 ro,noatime 0 0\n/dev/sda1 /boot vfat ro 0 0\n")
                .withFile("/sys/fs/ext4/mmcblk0p2/errors_count", "7\n")
                .withFile("/sys/block/mmcblk0/device/pre_eol_info", "0x02\n");
        Finding finding = new DiskHealthCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(CheckStatus.BAD);
        assertThat(finding.message()).contains("/ is mounted read-only", "7 file system errors", "worn out");
        assertThat(finding.message()).doesNotContain("/boot");
    }

    @Test
    void aHealthyDiskIsGood() throws Exception {
        FixtureMachine machine = device().withFile(
                        "/proc/mounts", "/dev/mmcblk0p2 / ext4 rw,noatime,errors=remount-ro 0 0\n")
                .withFile("/sys/fs/ext4/mmcblk0p2/errors_count", "0\n")
                .withFile("/sys/block/mmcblk0/device/pre_eol_info", "0x01\n");
        assertThat(new DiskHealthCheck().run(context(machine)).status()).isEqualTo(CheckStatus.GOOD);
    }

    @Test
    void aCameraThatIsGoneIsFound() throws Exception {
        assertThat(new CameraCheck().run(context(device())).status()).isEqualTo(CheckStatus.BAD);
        assertThat(new CameraCheck()
                        .run(context(device().withFile("/dev/video0", "")))
                        .status())
                .isEqualTo(CheckStatus.GOOD);
    }

    @Test
    void ofSeveralCamerasTheOneThatIsGoneIsNamed() throws Exception {
        String cameras = "recorder: {cameras: [{name: north, source: \"v4l2:/dev/video0\"},"
                + " {name: south, source: \"v4l2:/dev/video2\"}]}\n";
        FixtureMachine machine = device().withFile("/dev/video0", "");
        Finding finding = new CameraCheck().run(configured(machine, cameras));
        assertThat(finding.status()).isEqualTo(CheckStatus.BAD);
        assertThat(finding.message()).isEqualTo("south: /dev/video2 does not exist");
        assertThat(new CameraCheck()
                        .run(configured(machine.withFile("/dev/video2", ""), cameras))
                        .status())
                .isEqualTo(CheckStatus.GOOD);
    }

    @Test
    void secretsMustExistAndBePrivate() throws Exception {
        FixtureMachine machine = device().withFile("/etc/peace/good", "x").withFile("/etc/peace/open", "x");
        Files.setPosixFilePermissions(machine.path("/etc/peace/good"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(machine.path("/etc/peace/open"), PosixFilePermissions.fromString("rw-r--r--"));
        Finding finding =
                new CredentialsCheck().run(context(machine, "/etc/peace/good", "/etc/peace/open", "/etc/peace/gone"));
        assertThat(finding.message())
                .contains("open can be read by others", "gone does not exist")
                .doesNotContain("good");
        assertThat(finding.fixCommands()).singleElement().asString().contains("chmod, 600");
    }

    @ParameterizedTest
    @CsvSource({"0,BAD", "infinity,BAD", "15s,GOOD"})
    void theHardwareWatchdogMustBeArmed(String limit, CheckStatus status) throws Exception {
        FixtureMachine machine = device().withFile("/dev/watchdog0", "")
                .withOutput("systemctl show -p RuntimeWatchdogUSec --value", limit + "\n");
        assertThat(new HardwareWatchdogCheck().run(context(machine)).status()).isEqualTo(status);
    }

    @Test
    void theJournalMustBeOnTheDisk() throws Exception {
        assertThat(new JournalCheck().run(context(device())).fixCommands()).isNotEmpty();
        assertThat(new JournalCheck()
                        .run(context(device().withFolder("/var/log/journal")))
                        .status())
                .isEqualTo(CheckStatus.GOOD);
    }

    @Test
    void aPortThatIsOpenToAllIsFound() throws Exception {
        String head = "  sl  local_address rem_address   st\n";
        FixtureMachine machine = device().withFile("/proc/net/tcp", head + "   0: 0100007F:238C 00000000:0000 0A 0\n")
                .withFile("/proc/net/tcp6", head + "   0: 00000000000000000000000000000000:238D 0:0000 0A 0\n");
        Finding finding = new PortsCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(finding.message()).startsWith("[9101] can be reached");
    }

    @Test
    void aChangedFileOfThePackageIsFoundAndAConfigurationIsNot() throws Exception {
        FixtureMachine machine = device().withOutput("dpkg-query -W -f ${Version} peace", "0.1.0")
                .withFailure(
                        "dpkg -V peace", "??5?????? c /etc/peace/peace.yaml\n??5??????   /usr/lib/peace/lib/cli.jar\n");
        Finding finding = new PackageCheck("peace").run(context(machine));
        assertThat(finding.message()).contains("cli.jar").doesNotContain("peace.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "Running,2026-11-30T00:00:00Z,BAD",
        "Running,2027-04-01T00:00:00Z,ATTENTION",
        "Running,,GOOD",
        "NeedsLogin,,BAD"
    })
    void anExpiringKeyIsReportedInTime(String state, String expiry, CheckStatus status) throws Exception {
        String key = expiry == null ? "" : "\"KeyExpiry\":\"" + expiry + "\"";
        FixtureMachine machine = device().withOutput(
                        "tailscale status --json", "{\"BackendState\":\"" + state + "\",\"Self\":{" + key + "}}");
        assertThat(new TailscaleCheck().run(context(machine)).status()).isEqualTo(status);
    }

    @Test
    void aHeartbeatThatIsRefusedUnreadableOrMissingIsReported() throws Exception {
        String file = "/run/recorder/heartbeat.json";
        String valid = "{\"timestamp\":\"2026-11-25T08:00:00Z\",\"state\":\"ready\"}";
        assertThat(new HeartbeatCheck()
                        .run(context(device().withFile(file, valid)))
                        .status())
                .isEqualTo(CheckStatus.GOOD);
        Finding unreadable = new HeartbeatCheck().run(context(device().withFile(file, "{\"fps\":NaN}")));
        assertThat(unreadable.status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(unreadable.message()).contains("recorder", "is not a heartbeat");
        Path heartbeat = new FixtureMachine(root).path(Path.of(file));
        Files.delete(heartbeat);
        assertThat(new HeartbeatCheck().run(context(new FixtureMachine(root))).message())
                .contains("no heartbeat file: recorder");
        Files.createSymbolicLink(heartbeat, root.resolve("elsewhere"));
        Finding refused = new HeartbeatCheck().run(context(new FixtureMachine(root)));
        assertThat(refused.status()).isEqualTo(CheckStatus.BAD);
        assertThat(refused.message()).contains("not watched", "symbolic link");
    }

    @Test
    void anOldOrMissingDrillIsReported() throws Exception {
        assertThat(new DrillCheck().run(context(device())).message()).contains("never tested");
        FixtureMachine machine = device().withFile(
                        "/var/lib/peace/drill/state.json",
                        "{\"last_success\":{\"kill\":1795000000,\"freeze\":1764000000}}");
        assertThat(new DrillCheck().run(context(machine)).message())
                .contains("freeze")
                .doesNotContain("kill");
    }

    @Test
    void anInterruptedUpdateIsReported() throws Exception {
        FixtureMachine machine = device().withFile(
                        "/var/lib/peace/update/state.json", "{\"step\":\"watch\",\"from\":\"1\",\"to\":\"2\"}");
        assertThat(new UpdateCheck().run(context(machine)).remedy()).isEqualTo("peace update --resume");
    }

    @Test
    void aUserWithoutPermissionsLearnsHowToGetThem() throws Exception {
        Finding finding = new PermissionsCheck()
                .run(context(device().asUser("philip").withOutput("id -nG recorder", "recorder")));
        assertThat(finding.remedy()).contains("watchdog.operators", "adduser recorder video");
    }

    @Test
    void oneFailingCheckDoesNotAffectTheOthers() throws Exception {
        Check failing = new Check() {
            @Override
            public String name() {
                return "defect";
            }

            @Override
            public String rationale() {
                return "because";
            }

            @Override
            public Finding run(DoctorContext context) {
                throw new IllegalStateException("oops");
            }
        };
        DoctorReport report = DoctorReport.run(List.of(failing, new ConfigCheck()), context(device()));
        assertThat(report.results()).hasSize(2);
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.toLines(Tty.plain())).allMatch(line -> line.length() <= 80);
        assertThat(String.join("\n", report.toLines(Tty.plain()))).contains("oops", "why: because");
    }

    @Test
    void everyCheckReturnsAMessageOnABareMachine() throws Exception {
        DoctorReport report = DoctorReport.run(DoctorReport.allChecks(), context(new FixtureMachine(root)));
        assertThat(report.results()).allSatisfy(result -> {
            assertThat(result.finding().message()).isNotBlank().doesNotContain("this check failed");
            assertThat(result.check().rationale()).isNotBlank();
            assertThat(result.isFine() || !result.finding().remedy().isBlank()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"receivers":[]} | NOT_APPLICABLE | none configured
            {"receivers":[{"kind":"metrics","problem":""},{"kind":"logs","problem":""}]} | GOOD | 2 tried
            {"receivers":[{"kind":"metrics","problem":""},{"kind":"logs","problem":"no way"}]} | BAD | logs: no way
            """)
    void theAgentIsAskedWhetherItsReceiversTakeWhatItSends(String response, CheckStatus status, String expected)
            throws Exception {
        FixtureMachine machine = device().withFolder("/run/peace-agent");
        JsonObject json = Json.parseObject(response);
        try (ControlServer _ =
                ControlServer.listen(machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> json)) {
            Finding finding = new ReceiversCheck().run(context(machine));
            assertThat(finding.status()).isEqualTo(status);
            assertThat(finding.message()).contains(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"problem":""} | GOOD | accepts the agent
            {"problem":"cannot send mail through mail.example:587: the server rejects user gym"} | BAD | rejects user gym
            """)
    void theAgentIsAskedToLogInAtTheMailServer(String response, CheckStatus status, String expected) throws Exception {
        FixtureMachine machine = device().withFolder("/run/peace-agent");
        JsonObject json = Json.parseObject(response);
        try (ControlServer _ =
                ControlServer.listen(machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> json)) {
            Finding finding = new MailCheck().run(contextWithMail(machine, 587));
            assertThat(finding.status()).isEqualTo(status);
            assertThat(finding.message()).contains(expected);
        }
    }

    @Test
    void withoutAnAgentOnlyTheConnectionToTheMailServerIsChecked() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = new MailCheck().run(contextWithMail(device(), server.getLocalPort()));
            assertThat(finding.status()).isEqualTo(CheckStatus.UNKNOWN);
            assertThat(finding.message()).contains("can be reached, but the agent is not running");
        }
        assertThat(new MailCheck().run(contextWithMail(device(), 1)).status()).isEqualTo(CheckStatus.BAD);
    }

    @Test
    void withoutAnAgentTheReceiversAreUnknown() throws Exception {
        Finding finding = new ReceiversCheck().run(context(device()));
        assertThat(finding.status()).isEqualTo(CheckStatus.UNKNOWN);
        assertThat(finding.message()).contains("the agent is not running");
    }

    @Test
    void aShareForUploadsMustBeMounted() throws Exception {
        FixtureMachine machine = device().withFile("/etc/fstab", "nas:/videos /mnt/nas nfs rw 0 0\n")
                .withFile("/proc/self/mounts", "/dev/sda1 / ext4 rw 0 0\n")
                .withFolder("/mnt/nas/gym");
        assertThat(new UploadFolderCheck().run(context(machine)).status()).isEqualTo(CheckStatus.NOT_APPLICABLE);
        DoctorContext withUploads = contextWith(machine, "recorder:\n  upload:\n    folder: /mnt/nas/gym\n");
        Finding finding = new UploadFolderCheck().run(withUploads);
        assertThat(finding.status()).isEqualTo(CheckStatus.BAD);
        assertThat(finding.message()).contains("/mnt/nas is not mounted");
        machine.withFile("/proc/self/mounts", "nas:/videos /mnt/nas nfs rw 0 0\n");
        assertThat(new UploadFolderCheck().run(withUploads).status()).isEqualTo(CheckStatus.GOOD);
        Files.delete(machine.path("/mnt/nas/gym"));
        assertThat(new UploadFolderCheck().run(withUploads).message()).contains("/mnt/nas/gym does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "the guide's unit,1min,100000000,100000123,ATTENTION",
        "it sends them,1min,100000000,140000000,GOOD",
        "no WatchdogSec=,0,100000000,0,GOOD",
        "just started,1min,190000000,190000000,GOOD"
    })
    void aUnitThatSystemdWaitsForInVainIsFound(
            String what, String limit, String activeSince, String lastKeepAlive, CheckStatus status) throws Exception {
        FixtureMachine machine = device().withFile("/proc/uptime", "200.12 300.5\n")
                .withOutput(
                        "systemctl show -p ActiveState,WatchdogUSec,WatchdogTimestampMonotonic,ActiveEnterTimestampMonotonic"
                                + " -- recorder.service",
                        "ActiveState=active\nWatchdogUSec=" + limit + "\nWatchdogTimestampMonotonic=" + lastKeepAlive
                                + "\nActiveEnterTimestampMonotonic=" + activeSince + "\n");
        Finding finding = new KeepAliveCheck().run(context(machine));
        assertThat(finding.status()).as(what).isEqualTo(status);
        if (status == CheckStatus.ATTENTION) {
            assertThat(finding.message())
                    .isEqualTo(
                            "recorder.service has WatchdogSec=1min, and has sent no keep-alive since its start 100 s ago");
        }
    }

    @Test
    void theDiskOfAnotherProgramIsTheOneThatIsMeasured() throws Exception {
        String another = "watchdog: {services: [{name: web, heartbeat: /run/web.json}]}\n";
        Finding finding = new FreeSpaceCheck()
                .run(contextWith(device().withFolder("/srv/web"), another + "agent: {storage: /srv/web}\n"));
        assertThat(finding.message()).contains("free at /srv/web").doesNotContain("record");
        assertThat(finding.remedy()).doesNotContain("peace videos");
        Finding missing = new FreeSpaceCheck().run(contextWith(device(), another + "agent: {storage: /srv/nothing}\n"));
        assertThat(missing.remedy()).isEqualTo("set agent.storage");
    }

    @Test
    void theAgentPingsAndSaysWhatTheServiceThinksOfIt() throws Exception {
        FixtureMachine machine = device().withFolder("/run/peace-agent");
        assertThat(new PingCheck().run(context(machine)).status()).isEqualTo(CheckStatus.NOT_APPLICABLE);
        DoctorContext withPing = contextWith(machine, "ping: {url: 'https://hc-ping.com/x'}\n");
        assertThat(new PingCheck().run(withPing).status()).isEqualTo(CheckStatus.UNKNOWN);
        for (String problem : List.of("", "hc-ping.com knows no such check")) {
            JsonObject response = Json.object()
                    .put("problem", problem)
                    .put("last_success", "2026-11-24T08:00:00Z")
                    .build();
            try (ControlServer _ = ControlServer.listen(
                    machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> response)) {
                Finding finding = new PingCheck().run(withPing);
                assertThat(finding.status()).isEqualTo(problem.isEmpty() ? CheckStatus.GOOD : CheckStatus.BAD);
                assertThat(finding.message()).contains(problem, "last accepted ping: 2026-11-24");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"channels":[]} | https://ntfy.example/gym | NOT_APPLICABLE | no channel configured
            {"channels":["webhook-a"]} | https://ntfy.example/gym | GOOD | 1 channels, none failed lately
            {"channels":["webhook-a"]} | https://ntfy.sh/gym | ATTENTION | has no password: anybody who knows or guesses its name
            {"channels":["webhook-a"],"problems":["webhook-a: bot was blocked"]} | https://ntfy.sh/gym | BAD | bot was blocked
            """)
    void channelsThatFailAndTopicsThatEverybodyCanReadAreReported(
            String response, String url, CheckStatus status, String expected) throws Exception {
        FixtureMachine machine = device().withFolder("/run/peace-agent");
        JsonObject json = Json.parseObject(response);
        try (ControlServer _ =
                ControlServer.listen(machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> json)) {
            Finding finding = new NotificationsCheck()
                    .run(contextWith(machine, "alerts: {webhooks: [{name: a, form: ntfy, url: '" + url + "'}]}\n"));
            assertThat(finding.status()).isEqualTo(status);
            assertThat(finding.message()).contains(expected);
        }
    }

    private static DoctorContext contextWith(FixtureMachine machine, String config) throws Exception {
        return new DoctorContext(
                machine,
                TargetDevice.readAll(ConfigDocument.parse("test", config)),
                "v4l2:/dev/video0",
                Optional.empty(),
                new DoctorContext.Secrets(List.of(), Optional.empty()));
    }

    private FixtureMachine device() throws Exception {
        return new FixtureMachine(root).withFolder("/run/systemd/system");
    }

    private static DoctorContext contextWithMail(FixtureMachine machine, int port) throws Exception {
        DoctorContext without = context(machine);
        return new DoctorContext(
                machine,
                without.config(),
                without.recorderSource(),
                Optional.empty(),
                new DoctorContext.Secrets(
                        List.of(), Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", port))));
    }

    private static DoctorContext context(FixtureMachine machine, String... secrets) throws Exception {
        return configured(machine, "agent:\n  address: 127.0.0.1\n", secrets);
    }

    private static DoctorContext configured(FixtureMachine machine, String config, String... secrets) throws Exception {
        return new DoctorContext(
                machine,
                TargetDevice.readAll(ConfigDocument.parse("test", config)),
                "v4l2:/dev/video0",
                Optional.empty(),
                new DoctorContext.Secrets(List.of(secrets), Optional.empty()));
    }
}
