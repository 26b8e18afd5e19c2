// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.testkit.TestCertificateAuthority;

/** The generated files, by the programs that read them. */
class ServerFilesIT {

    private static final String AS_NOBODY_WRITES_IT = "two \"words\", {a: b} #1 {{ .x }} $y";

    @TempDir
    private Path folder;

    @Test
    void prometheusAcceptsItsConfigurationAndAllRules() throws Exception {
        write("{name: gym-1, customer: rob}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        assertThat(RealPrograms.run(
                        folder,
                        RealPrograms.require("promtool"),
                        "check",
                        "config",
                        etc("prometheus.yml").toString()))
                .contains("2 rule files found");
    }

    @Test
    void alertmanagerAcceptsAMailServerWithALoginAndAPing() throws Exception {
        write(
                "{name: gym-1}",
                new ServerFiles.Secrets(Optional.of("pass word"), Optional.of("https://hc.example.org/\"x\"")),
                "smtp_user: 'u: \"x\"'",
                "smtp_password_file: /etc/peace/x");
        assertThat(RealPrograms.run(
                        folder,
                        RealPrograms.require("amtool"),
                        "check-config",
                        etc("alertmanager.yml").toString()))
                .contains("SUCCESS", "3 receivers");
        assertThat(etc("mail.password")).hasContent("pass word");
        for (String secret : List.of("mail.password", "alertmanager.yml")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc(secret))))
                    .isEqualTo("rw-r-----");
        }
    }

    @Test
    void alertmanagerAcceptsAConfigurationWithoutLoginAndPing() throws Exception {
        write("{name: gym-1}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        assertThat(RealPrograms.run(
                        folder,
                        RealPrograms.require("amtool"),
                        "check-config",
                        etc("alertmanager.yml").toString()))
                .contains("SUCCESS", "2 receivers");
    }

    @Test
    void nginxAcceptsItsConfiguration() throws Exception {
        String nginx = RealPrograms.require("nginx");
        write("{name: gym-1}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        TestCertificateAuthority.create(folder)
                .writeServerPem("localhost", "-1d", 30, folder.resolve("server.crt"), folder.resolve("server.key"));
        RealPrograms.run(
                folder, nginx, "-t", "-c", RealPrograms.nginxConfig(folder).toString());
    }

    @Test
    void namesAndPlacesAreTextWhateverIsInThem() throws Exception {
        write(
                "{name: '" + AS_NOBODY_WRITES_IT.replace(":", "") + "', place: '" + AS_NOBODY_WRITES_IT + "'}",
                new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        String escaped = AS_NOBODY_WRITES_IT.replace("\"", "\\\"");
        test("""
            - {series: 'up{job="prometheus",instance="localhost"}', values: 1x40}
            """, """
                - expr: peace_fleet_silent
                  eval_time: 5m
                  exp_samples: [{labels: 'peace_fleet_silent{instance="%1$s",location="%2$s"}', value: 1}]
                """.formatted(escaped.replace(":", ""), escaped));
    }

    @Test
    void aSilentDeviceIsReportedWithinThreeMinutesAndOneThatRestartsIsNot() throws Exception {
        write("""
            {name: gym-1, customer: rob, place: Lyon}
                - {name: gym-2, customer: rob, place: Lyon}
                - {name: gym-3, place: Nice}
                - {name: gym-4, place: Nice}
            """, new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        // The last sample of gym-1 is of 10:00. Alertmanager waits for 10 seconds.
        test(
                """
                - {series: 'up{job="prometheus",instance="localhost"}', values: 1x100}
                - {series: 'peace_build_info{instance="gym-1"}', values: 1x40 _x60}
                - {series: 'peace_build_info{instance="gym-1",peace_scraped="true"}', values: 1x100}
                - {series: 'peace_build_info{instance="gym-2"}', values: 1x40 stale _x6 1x60}
                - {series: 'peace_build_info{instance="gym-3"}', values: 1x100}
                - {series: 'peace_build_info{instance="gym-4"}', values: 1x100}
                """,
                firing("12m15s", "DeviceSilent", "")
                        + firing("12m45s", "DeviceSilent", "{instance=\"gym-1\",customer=\"rob\",location=\"Lyon\"}"));
    }

    @Test
    void aPlaceAndAFleetThatAreSilentAreOneCauseEach() throws Exception {
        write("""
            {name: gym-1, customer: rob, place: Lyon}
                - {name: gym-2, customer: rob, place: Lyon}
                - {name: gym-3, place: Nice}
                - {name: gym-4, place: Nice}
                - {name: gym-5, place: Paris}
            """, new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        test(
                """
                - {series: 'up{job="prometheus",instance="localhost"}', values: 1x200}
                - {series: 'peace_build_info{instance="gym-1"}', values: 1x40 _x160}
                - {series: 'peace_build_info{instance="gym-2"}', values: 1x40 _x160}
                - {series: 'peace_build_info{instance="gym-3"}', values: 1x80 _x120}
                - {series: 'peace_build_info{instance="gym-4"}', values: 1x200}
                - {series: 'peace_build_info{instance="gym-5"}', values: 1x200}
                """,
                firing("15m", "SiteSilent", "{customer=\"rob\",location=\"Lyon\"}")
                        + firing("15m", "FleetSilent", "")
                        + firing("30m", "FleetSilent", "{}"));
    }

    @Test
    void aServerThatWasDownItselfBlamesNobody() throws Exception {
        write("{name: gym-1, place: Nice}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        test(
                """
                - {series: 'up{job="prometheus",instance="localhost"}', values: 1x40 _x40 1x100}
                - {series: 'peace_build_info{instance="gym-1"}', values: 1x40 _x42 1x100}
                """,
                firing("20m15s", "DeviceSilent", "")
                        + firing("20m45s", "DeviceSilent", "")
                        + firing("23m", "DeviceSilent", ""));
    }

    @Test
    void aLoginThatWritesAsAnotherDeviceIsReportedForAnHour() throws Exception {
        write("{name: gym-1, place: Nice}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        String labels = "{login=\"gym-2\",written_as=\"gym-1\",instance=\"localhost\"}";
        test("""
            - series: 'peace_fleet_written_as_another_timestamp_seconds{login="gym-2",written_as="gym-1",instance="localhost"}'
              values: 60x400
            """, firing("10m", "DeviceWritesAsAnother", labels) + firing("70m", "DeviceWritesAsAnother", ""));
    }

    @Test
    void aVersionThatMostOfItsDevicesSufferFromIsNamedAndOthersAreNot() throws Exception {
        write("{name: gym-1}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        StringBuilder series = new StringBuilder();
        for (int number = 1; number <= 12; number++) {
            String version = number <= 5 ? "2" : "1";
            series.append("- {series: 'peace_build_info{instance=\"gym-%d\",version=\"%s\"}', values: 1x60}\n"
                    .formatted(number, version));
        }
        // Three of the five with version 2, two of the seven with version 1. Each has it by both the server's and its
        // own rules.
        for (int number = 3; number <= 7; number++) {
            for (String rest : List.of("", ",job=\"agent\"")) {
                series.append(
                        "- {series: 'ALERTS{alertname=\"NoCamera\",alertstate=\"firing\",severity=\"critical\",instance=\"gym-%d\"%s}',"
                                .formatted(number, rest));
                series.append(" values: 1x60}\n");
            }
        }
        // The series of the version before the update.
        series.append("- {series: 'peace_build_info{instance=\"gym-1\",version=\"1\"}', values: 1x5}\n");
        test(series.toString(), """
                - expr: 'ALERTS{alertname="VersionSuspect"}'
                  eval_time: 6m
                  exp_samples:
                    - labels: 'ALERTS{alertname="VersionSuspect",alertstate="firing",severity="warning",version="2",cause="NoCamera"}'
                      value: 1
                - {expr: 'count(peace_fleet_version{version="2"})', eval_time: 2m, exp_samples: [{labels: '{}', value: 5}]}
                """);
    }

    @Test
    void theServerStopsReportingThatItWorksWhenItsProxyDoesNot() throws Exception {
        write("{name: gym-1, place: Nice}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        test("""
            - {series: 'up{job="prometheus",instance="localhost"}', values: 1x100}
            - {series: 'up{job="proxy",instance="localhost"}', values: 1x40 0x60}
            """, """
            - expr: 'count(ALERTS{alertname="FleetServerAlive",alertstate="firing"})'
              eval_time: 5m
              exp_samples: [{labels: '{}', value: 1}]
            - {expr: 'count(ALERTS{alertname="FleetServerAlive",alertstate="firing"})', eval_time: 15m, exp_samples: []}
            """);
    }

    @Test
    void theTimeUntilASilentDeviceIsReportedLeavesTimeForTheReport() {
        assertThat(ServerFiles.silenceLimit(Duration.ofMinutes(3))).isEqualTo(Duration.ofSeconds(150));
        assertThat(ServerFiles.silenceLimit(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aShortPauseOfTheServerIsNoExcuseWhereSilenceIsLong() {
        assertThat(ServerFiles.ownSamples(Duration.ofSeconds(10))).isEqualTo(1);
        assertThat(ServerFiles.ownSamples(Duration.ofMinutes(3))).as("of 12").isEqualTo(11);
        assertThat(ServerFiles.ownSamples(Duration.ofHours(1))).as("of 240").isEqualTo(216);
    }

    @Test
    void aSilentDeviceThatConnectsHasProbablyTheWrongTime() throws Exception {
        write(
                "{name: gym-1, place: Nice}\n    - {name: gym-2, place: Lyon}",
                new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        test("""
            - {series: 'up{job="prometheus",instance="localhost"}', values: 1x100}
            - {series: 'peace_fleet_last_request_timestamp_seconds{login="gym-1",instance="localhost"}', values: 0+15x40 600x60}
            """, """
                - expr: 'group by (instance, location) (ALERTS{alertname="DeviceClockWrong",alertstate="firing"})'
                  eval_time: 8m
                  exp_samples: [{value: 1, labels: '{instance="gym-1",location="Nice"}'}]
                - {expr: 'ALERTS{alertname="DeviceClockWrong"}', eval_time: 20m, exp_samples: []}
                """);
    }

    @Test
    void aCertificateIsReportedTwoWeeksBeforeItExpiresAndAFullDiskBeforeItIs() throws Exception {
        write("{name: gym-1}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        // Of 14 days and 10 minutes.
        test(
                """
                - {series: 'peace_fleet_certificate_expiry_timestamp_seconds{instance="localhost"}', values: 1210200x100}
                - {series: 'peace_fleet_disk_free_bytes{instance="localhost"}', values: 11x40 9x60}
                - {series: 'peace_fleet_disk_size_bytes{instance="localhost"}', values: 100x100}
                """,
                firing("9m", "FleetCertificateExpires", "")
                        + firing("12m", "FleetCertificateExpires", "{instance=\"localhost\"}")
                        + firing("9m", "FleetDiskShrinking", "")
                        + firing("12m", "FleetDiskShrinking", "{instance=\"localhost\"}"));
    }

    @Test
    void aCertificateThatNobodyCanReadIsReported() throws Exception {
        write("{name: gym-1}", new ServerFiles.Secrets(Optional.empty(), Optional.empty()));
        test(
                """
                - {series: 'up{job="enrolment",instance="localhost"}', values: 1x200}
                - {series: 'peace_fleet_certificate_expiry_timestamp_seconds{instance="localhost"}', values: 9999999x40 _x160}
                """,
                firing("9m", "FleetCertificateNotWatched", "")
                        + firing("40m", "FleetCertificateNotWatched", "{instance=\"localhost\"}"));
    }

    /** @param labels of the only one that fires then; empty: none does */
    private static String firing(String time, String alert, String labels) {
        return "- {eval_time: " + time + ", expr: 'group by (instance, customer, location, login, written_as) "
                + "(ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"})', exp_samples: ["
                + (labels.isEmpty() ? "" : "{value: 1, labels: '" + labels + "'}") + "]}\n";
    }

    /** @param expected elements of promtool's {@code promql_expr_test} */
    private void test(String series, String expected) throws Exception {
        Path file = folder.resolve("test.yml");
        Files.writeString(
                file,
                "rule_files: [" + etc("rules/fleet-rules.yml")
                        + "]\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n"
                        + series.indent(6) + "    promql_expr_test:\n" + expected.indent(6));
        assertThat(RealPrograms.run(folder, RealPrograms.require("promtool"), "test", "rules", file.toString()))
                .contains("SUCCESS");
    }

    private Path etc(String name) {
        return folder.resolve("etc/peace/fleet").resolve(name);
    }

    private void write(String devices, ServerFiles.Secrets secrets, String... settings) throws Exception {
        Path inventory = Files.writeString(
                folder.resolve("fleet.yaml"), """
                    fleet:
                      prometheus: {url: "http://127.0.0.1:9090"}
                      server:
                        host: localhost
                        mail_to: [you@example.org, her@example.org]
                        mail_from: fleet@example.org
                        smtp: mail.example.org:587
                        certificate: %1$s/server.crt
                        key: %1$s/server.key
                        %2$s
                      devices:
                        - %3$s
                    """.formatted(folder, String.join("\n    ", settings), devices));
        FleetInventory read = FleetInventory.read(inventory);
        ServerLayout layout =
                new ServerLayout(folder.toString(), List.of("127.0.0.1:18443"), 18443, 19090, 19093, 19105);
        ServerSetup.write(
                Path.of("/"), new ServerFiles(read, read.server().orElseThrow(), layout, secrets).all(secrets));
    }
}
