// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.testkit.FakeClock;
import peaceofmind.testkit.TestCertificateAuthority;
import picocli.CommandLine;

class FleetServerCommandTest {

    private static final String INVENTORY = """
        fleet:
          prometheus: {url: "http://127.0.0.1:9090"}
          server:
            host: metrics.example.org
            mail_to: [you@example.org]
            mail_from: fleet@example.org
            smtp: mail.example.org:587
          devices: [{name: gym-1}, {name: gym-2}]
        """;
    private static final String INSTALL =
            "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
                    + " prometheus prometheus-alertmanager nginx-light openssl curl";
    private static final String RESTART =
            "systemctl restart prometheus.service prometheus-alertmanager.service nginx.service"
                    + " peace-fleet-enrolment.service";

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final FakeClock clock = new FakeClock();
    private FixtureMachine machine = new FixtureMachine(Path.of("/"));

    @BeforeEach
    void prepare() throws IOException {
        machine = new FixtureMachine(folder).withFolder("/run/systemd/system");
        Files.writeString(folder.resolve("fleet.yaml"), INVENTORY);
    }

    @Test
    void withOutEveryFileIsWrittenAndTheMachineIsNotTouched() throws Exception {
        Path out = folder.resolve("out");
        assertThat(run("setup", "--out", out.toString())).isZero();
        assertThat(machine.commands()).isEmpty();
        for (String file : List.of(
                "etc/peace/fleet/prometheus.yml",
                "etc/peace/fleet/alertmanager.yml",
                "etc/peace/fleet/rules/peace-rules.yml",
                "etc/peace/fleet/rules/fleet-rules.yml",
                "etc/peace/fleet.yaml",
                "etc/nginx/conf.d/peace-fleet.conf",
                "etc/systemd/system/peace-fleet-enrolment.service",
                "etc/systemd/system/prometheus.service.d/peace-fleet.conf",
                "etc/systemd/system/prometheus-alertmanager.service.d/peace-fleet.conf",
                "usr/local/sbin/peace-fleet-backup",
                "usr/local/sbin/peace-fleet-restore")) {
            assertThat(out.resolve(file)).exists().content().doesNotContainPattern("@[A-Z_]+@");
        }
        assertThat(out.resolve("etc/systemd/system/prometheus.service.d/peace-fleet.conf"))
                .content()
                .contains("--storage.tsdb.retention.time=90d", "--web.enable-remote-write-receiver")
                .contains("--web.listen-address=127.0.0.1:9090");
        assertThat(output.toString()).contains("NOT set up: Loki and Grafana", "NOT set up: a ping of the server");
    }

    @Test
    void forContainersTheSameFilesAndArgumentsAreWrittenAndNothingIsStarted() throws Exception {
        Path machineFiles = folder.resolve("machine");
        Path containers = folder.resolve("containers");
        assertThat(run("setup", "--out", machineFiles.toString())).isZero();
        assertThat(run("setup", "--compose", "--out", containers.toString())).isZero();
        assertThat(machine.commands()).isEmpty();
        for (String file : List.of(
                "etc/peace/fleet/prometheus.yml",
                "etc/peace/fleet/alertmanager.yml",
                "etc/peace/fleet/rules/peace-rules.yml",
                "etc/peace/fleet/rules/fleet-rules.yml",
                "etc/nginx/conf.d/peace-fleet.conf",
                "etc/peace/fleet.yaml")) {
            assertThat(containers.resolve(file)).hasSameTextualContentAs(machineFiles.resolve(file));
        }
        assertThat(containers.resolve("etc/systemd")).doesNotExist();
        Map<?, ?> services = mapping(compose(containers), "services");
        assertThat(services.keySet())
                .map(String::valueOf)
                .containsExactly("prometheus", "alertmanager", "nginx", "enrolment");
        for (String program : List.of("prometheus", "alertmanager")) {
            String dropIn = program.equals("alertmanager") ? "prometheus-alertmanager" : program;
            assertThat((List<?>) mapping(services, program).get("command"))
                    .map(String::valueOf)
                    .containsExactlyElementsOf(
                            Arrays.stream(RealPrograms.unitCommand(machineFiles, dropIn + ".service.d"))
                                    .skip(1)
                                    .toList());
        }
        assertThat(output.toString()).contains("docker compose -f /etc/peace/fleet/compose.yaml up -d");
    }

    @Test
    void everyFileThatAContainerMountsIsWrittenOrNamed() throws Exception {
        Path containers = folder.resolve("containers");
        assertThat(run("setup", "--compose", "--out", containers.toString())).isZero();
        List<String> named = List.of(
                "/usr/bin/peace",
                "/usr/lib/peace",
                "/usr/lib/jvm",
                "/etc/peace/fleet/tls/server.crt",
                "/etc/peace/fleet/tls/server.key");
        for (Object service : mapping(compose(containers), "services").values()) {
            Map<?, ?> settings = (Map<?, ?>) service;
            assertThat(settings.get("network_mode")).isEqualTo("host");
            assertThat(settings.get("cap_drop")).isEqualTo(List.of("ALL"));
            assertThat(String.valueOf(settings.get("image")))
                    .matches("[a-z/]+:[a-z0-9.-]+")
                    .doesNotContain("latest");
            for (Object volume : (List<?>) Objects.requireNonNull(settings.get("volumes"))) {
                String source = String.valueOf(((Map<?, ?>) volume).get("source"));
                assertThat(named.contains(source) || Files.exists(containers.resolve(source.substring(1))))
                        .as(source)
                        .isTrue();
            }
        }
    }

    private static Map<?, ?> compose(Path root) throws IOException {
        Path file = root.resolve("etc/peace/fleet/compose.yaml");
        assertThat(file).content().doesNotContainPattern("@[A-Z_]+@");
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    private static Map<?, ?> mapping(Map<?, ?> parent, String key) {
        return (Map<?, ?>) Objects.requireNonNull(parent.get(key));
    }

    @Test
    void setupInstallsChecksAndOnlyThenRestarts() throws Exception {
        allSucceed();
        assertThat(run("setup")).isZero();
        List<String> commands = machine.commands();
        assertThat(commands.getFirst()).isEqualTo(INSTALL);
        assertThat(commands.getLast()).isEqualTo(RESTART);
        assertThat(commands)
                .filteredOn(command -> command.startsWith("openssl"))
                .singleElement()
                .asString()
                .contains("subjectAltName=DNS:metrics.example.org");
        assertThat(commands.indexOf("nginx -t")).isLessThan(commands.indexOf("systemctl daemon-reload"));
    }

    @Test
    void whatAProgramRefusesIsPutBackAndNothingIsRestarted() throws Exception {
        machine.withFile("/etc/peace/fleet/prometheus.yml", "as it was\n");
        allSucceed();
        machine.withFailure("promtool check config /etc/peace/fleet/prometheus.yml", "");
        assertThat(run("setup")).isNotZero();
        assertThat(folder.resolve("etc/peace/fleet/prometheus.yml")).hasContent("as it was");
        assertThat(folder.resolve("etc/nginx/conf.d/peace-fleet.conf")).doesNotExist();
        assertThat(machine.commands()).noneMatch(command -> command.startsWith("systemctl"));
        assertThat(output.toString()).contains("failed: promtool check config", "put back");
    }

    @Test
    void aCodeIsMadeForADeviceOfTheInventoryOnly() throws Exception {
        Files.createDirectories(folder.resolve("var/lib/peace-fleet/codes"));
        assertThat(run("code", "gym-9")).isNotZero();
        assertThat(output.toString()).contains("does not list \"gym-9\"");
        assertThat(run("code", "gym-1")).isZero();
        assertThat(output.toString()).containsPattern("sudo peace enroll [0-9A-Z-]{19}@metrics\\.example\\.org");
        assertThat(run("revoke", "gym-1")).isEqualTo(1);
        assertThat(output.toString()).contains("gym-1 has no login");
    }

    @Test
    void whereThereIsNoServerYetThatIsSaid() {
        assertThat(run("code", "gym-1")).isNotZero();
        assertThat(output.toString()).contains("run this on the server, after sudo peace fleet server setup");
    }

    @Test
    void aNameThatCannotBeALoginAndAnInventoryWithoutAServerAreRefused() throws Exception {
        Files.writeString(folder.resolve("fleet.yaml"), INVENTORY.replace("name: gym-1", "name: 'gym:1'"));
        assertThat(run("setup", "--out", folder.resolve("out").toString())).isNotZero();
        assertThat(output.toString()).contains("\"gym:1\" cannot be a login");
        Files.writeString(
                folder.resolve("fleet.yaml"),
                "fleet: {prometheus: {url: 'http://127.0.0.1:9090'}, devices: [{name: gym-1}]}\n");
        assertThat(run("setup", "--out", folder.resolve("out").toString())).isNotZero();
        assertThat(output.toString()).contains("no section fleet.server");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aCertificateThatExpiresAndADiskThatIsTooSmallAreNamed() throws Exception {
        allSucceed();
        TestCertificateAuthority authority = TestCertificateAuthority.create(folder);
        Path tls = Files.createDirectories(folder.resolve("etc/peace/fleet/tls"));
        authority.writeServerPem("localhost", "-1d", 30, tls.resolve("server.crt"), tls.resolve("server.key"));
        Files.writeString(
                folder.resolve("fleet.yaml"),
                INVENTORY.replace(
                        "    smtp: mail.example.org:587",
                        "    smtp: mail.example.org:587\n    retention_size: 999000GB"));
        // The certificate is of today.
        clock.stepWall(Duration.between(clock.now(), Instant.now()));
        assertThat(run("setup")).isZero();
        assertThat(output.toString())
                .contains("WARNING: the disk of /var/lib/prometheus has", "it will be full before")
                .doesNotContain("WARNING: the certificate");
        clock.advance(Duration.ofDays(20));
        assertThat(run("setup")).isZero();
        assertThat(output.toString()).contains("WARNING: the certificate /etc/peace/fleet/tls/server.crt expires in");
        clock.advance(Duration.ofDays(20));
        assertThat(run("setup")).isZero();
        assertThat(output.toString()).contains("has expired", "what they have waits there");
        Files.writeString(tls.resolve("server.crt"), "none");
        assertThat(run("setup")).isZero();
        assertThat(output.toString()).contains("server.crt cannot be read");
    }

    @Test
    void mistakesInTheServersSectionAreReportedTogetherWithTheirLines() throws Exception {
        Files.writeString(
                folder.resolve("fleet.yaml"),
                INVENTORY
                        .replace("metrics.example.org", "https://metrics.example.org/")
                        .replace("[you@example.org]", "[you]")
                        .replace("mail.example.org:587", "mail.example.org"));
        assertThat(run("setup")).isNotZero();
        assertThat(output.toString())
                .contains("line 4", "line 5", "line 7", "must be HOST:PORT", "\"you\" is not an address");
        assertThat(machine.commands()).isEmpty();
    }

    private void allSucceed() {
        for (String command : List.of(
                INSTALL,
                "systemd-sysusers /etc/sysusers.d/peace-fleet.conf",
                "systemd-tmpfiles --create /etc/tmpfiles.d/peace-fleet.conf",
                "promtool check config /etc/peace/fleet/prometheus.yml",
                "amtool check-config /etc/peace/fleet/alertmanager.yml",
                "nginx -t",
                "systemctl daemon-reload",
                "systemctl enable prometheus.service prometheus-alertmanager.service nginx.service"
                        + " peace-fleet-enrolment.service",
                RESTART,
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 825 -subj"
                        + " /CN=metrics.example.org -addext subjectAltName=DNS:metrics.example.org -keyout"
                        + " /etc/peace/fleet/tls/server.key -out /etc/peace/fleet/tls/server.crt")) {
            machine.withOutput(command, "");
        }
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        ServerLayout layout = new ServerLayout(folder.toString(), List.of("443"), 443, 9090, 9093, 9105);
        boolean onMachine = !Arrays.asList(arguments).contains("code")
                && !Arrays.asList(arguments).contains("revoke");
        return new CommandLine(new FleetServerCommand(machine, onMachine ? ServerLayout.MACHINE : layout, clock))
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, _, _) -> {
                    writer.println(failure.getMessage());
                    return 1;
                })
                .execute(Stream.concat(
                                Arrays.stream(arguments),
                                Stream.of(
                                        "--inventory",
                                        folder.resolve("fleet.yaml").toString()))
                        .toArray(String[]::new));
    }
}
