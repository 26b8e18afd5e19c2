// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigProblem;

final class ConfigReviewTest {

    @TempDir
    private Path folder;

    /** A kind of mistake with one of its members: the file, and the problems that it must have, each as line and key. */
    static List<Arguments> mistakes() {
        return List.of(
                mistake("a port out of range", """
                    ship:
                      metrics:
                        - url: http://home:99999/api/v1/write
                    """, "is not a URL|does not exist", "3 ship.metrics[0].url"),
                mistake(
                        "an IP address out of range",
                        """
                        ship:
                          logs:
                            - {url: "http://192.168.1.300:3100/loki/api/v1/push", files: [/var/log/a.log]}
                        scrape:
                          targets:
                            - {job: a, url: "http://10.0.0:9100/metrics"}
                        """,
                        "is not a URL",
                        "3 ship.logs[0].url",
                        "6 scrape.targets[0].url"),
                mistake(
                        "a URL that is none",
                        """
                        alerts:
                          link: gym-1.example
                          webhooks:
                            - {name: a, url: "ntfy.sh/topic"}
                            - {name: b, url: "ftp://host/x"}
                            - {name: c, url: "http://a b"}
                        """,
                        "is not a URL",
                        "2 alerts.link",
                        "4 alerts.webhooks[0].url",
                        "5 alerts.webhooks[1].url",
                        "6 alerts.webhooks[2].url"),
                mistake(
                        "a ping to nowhere, too often",
                        """
                        ping:
                          url: kuma.example/api/push/x
                          every: 10s
                        """,
                        "is not a URL|is not a duration",
                        "2 ping.url",
                        "3 ping.every"),
                mistake(
                        "a password without encryption, beside another mistake",
                        """
                        recorder:
                          upload:
                            targets:
                              - {webdav: {url: "http://nas/dav", username: a, password_file: /etc/hostname}}
                        device:
                          name: ""
                        """,
                        "without encryption|is empty",
                        "4 recorder.upload.targets[0].webdav.url",
                        "6 device.name"),
                mistake(
                        "a recipient that is none",
                        """
                        alerts:
                          webhooks:
                            - {name: a, form: telegram, token_file: /dev/null, to: "+49 170"}
                            - {name: b, form: matrix, token_file: /dev/null, url: "https://m.example", to: "#gym:m.example"}
                            - {name: c, form: gotify, token_file: /dev/null, url: "https://g.example"}
                            - {name: d, form: gotify, token_file: /dev/zero, url: "https://g.example"}
                        """,
                        "is no chat|not an alias",
                        "3 alerts.webhooks[0].to",
                        "4 alerts.webhooks[1].to"),
                mistake(
                        "an address to listen on that is none",
                        """
                        agent:
                          address: 127.0.0.1:9100
                        dashboard:
                          address: http://gym
                        """,
                        "is not an address to listen on",
                        "2 agent.address",
                        "4 dashboard.address"),
                mistake(
                        "a host that is none",
                        """
                        alerts:
                          mail: {host: "smtp://mail.example", to: a@b.example, from: c@b.example}
                        dashboard:
                          host_names: [gym-1, "gym-1:9102", "gym/"]
                        """,
                        "is not the name of a host",
                        "2 alerts.mail.host",
                        "4 dashboard.host_names[1]",
                        "4 dashboard.host_names[2]"),
                mistake(
                        "a mail address that is none",
                        """
                        alerts:
                          mail:
                            host: mail.example
                            from: Gym <gym@example>
                            to: [bob, "a@", "@b", "a b@c", ok@mail.example]
                        """,
                        "is not a mail address",
                        "4 alerts.mail.from",
                        "5 alerts.mail.to[0]",
                        "5 alerts.mail.to[1]",
                        "5 alerts.mail.to[2]",
                        "5 alerts.mail.to[3]"),
                mistake("several mail addresses in one", """
                    alerts:
                      mail:
                        host: mail.example
                        to: a@b.example, c@d.example
                    """, "several addresses in one", "4 alerts.mail.to"),
                mistake("mail without recipients", """
                    alerts:
                      mail:
                        host: mail.example
                    """, "at least one recipient", "3 alerts.mail.to"),
                mistake("recipients without a mail server", """
                    alerts:
                      mail:
                        to: [a@b.example]
                    """, "no mail is sent", "3 alerts.mail.host"),
                mistake("a report that nobody receives", """
                    alerts:
                      daily_mail_at: "08:00"
                    """, "nobody receives", "2 alerts.daily_mail_at"),
                mistake("a source of updates that is none", """
                    update:
                      source: releases
                    """, "is not a source", "2 update.source"),
                mistake("one port used twice", """
                    agent:
                      node_port: 9101
                    """, "is used by agent.recorder_port too", "2 agent.node_port"),
                mistake(
                        "one port used twice, on another address",
                        """
                        agent:
                          recorder_port: 9555
                        dashboard:
                          address: 0.0.0.0
                          port: 9555
                        """,
                        "is used by agent.recorder_port too",
                        "5 dashboard.port"),
                mistake(
                        "one receiver twice",
                        """
                        ship:
                          metrics:
                            - {name: a, url: "https://Home.example/write"}
                            - {name: b, url: "https://home.example/write/"}
                          logs:
                            - {name: a, url: "http://loki/push", files: [/a]}
                            - {name: b, url: "http://loki/push", files: [/b]}
                        alerts:
                          webhooks:
                            - {name: a, url: "https://ntfy.sh/x"}
                            - {name: b, url: "https://ntfy.sh/x"}
                          mail: {host: h, from: x@y, to: [a@b.example, A@b.example]}
                        """,
                        "is sent there twice",
                        "4 ship.metrics[1].url",
                        "7 ship.logs[1].url",
                        "11 alerts.webhooks[1].url",
                        "12 alerts.mail.to[1]"),
                mistake(
                        "one target scraped twice",
                        """
                        scrape:
                          targets:
                            - {job: a, url: "http://localhost:9998/metrics"}
                            - {job: b, url: "http://localhost:9998/metrics"}
                        """,
                        "is scraped as scrape.targets[0].url already",
                        "4 scrape.targets[1].url"),
                mistake("one name for two webhooks", """
                    alerts:
                      webhooks:
                        - {name: a, url: "https://ntfy.sh/x"}
                        - {name: a, url: "https://ntfy.sh/y"}
                    """, "is the name of", "4 alerts.webhooks[1].name"),
                mistake(
                        "an empty name",
                        """
                        device:
                          name: ""
                        watchdog:
                          services:
                            - {name: "", unit: '', heartbeat: /run/a.json}
                        scrape:
                          targets:
                            - {job: "", instance: "", url: "http://localhost:9998/metrics"}
                        """,
                        "is empty",
                        "2 device.name",
                        "5 watchdog.services[0].name",
                        "5 watchdog.services[0].unit",
                        "8 scrape.targets[0].job",
                        "8 scrape.targets[0].instance"),
                mistake(
                        "a relative path",
                        """
                        watchdog:
                          state_dir: state
                          services:
                            - {name: app, heartbeat: run/app.json, logs: [/var/log/app.log, app.log]}
                        ship:
                          logs:
                            - {name: a, url: "http://loki/push", files: [./a.log], journal: {command: bin/journalctl}}
                        """,
                        "is relative",
                        "2 watchdog.state_dir",
                        "4 watchdog.services[0].heartbeat",
                        "4 watchdog.services[0].logs[1]",
                        "7 ship.logs[0].files[0]",
                        "7 ship.logs[0].journal.command"),
                mistake("a path in a home folder", """
                    recorder:
                      storage: ~/videos
                      state_dir: $HOME/state
                    """, "home folder", "2 recorder.storage", "3 recorder.state_dir"),
                mistake(
                        "one unit twice",
                        """
                        watchdog:
                          services:
                            - {name: a, unit: app, heartbeat: /run/a.json}
                            - {name: b, unit: app.service, heartbeat: /run/b.json}
                        """,
                        "is the unit of watchdog.services[0].unit too",
                        "4 watchdog.services[1].unit"),
                mistake(
                        "one heartbeat twice",
                        """
                        watchdog:
                          services:
                            - {name: a, heartbeat: /run/a.json}
                            - {name: b, heartbeat: /run/../run/a.json}
                        """,
                        "is watchdog.services[0].heartbeat too",
                        "4 watchdog.services[1].heartbeat"),
                mistake(
                        "a service without a heartbeat",
                        """
                        watchdog:
                          services:
                            - {name: recorder}
                            - name: app
                        """,
                        "the recorder's heartbeat",
                        "4 watchdog.services[1].heartbeat"),
                mistake(
                        "a unit that is not a service's",
                        """
                        watchdog:
                          services:
                            - {name: a, unit: backup.timer, heartbeat: /run/a.json}
                            - {name: b, unit: my app, heartbeat: /run/b.json}
                        """,
                        "is not the unit of a service",
                        "3 watchdog.services[0].unit",
                        "4 watchdog.services[1].unit"),
                mistake("an agent that reports another program", """
                    watchdog:
                      services:
                        - {name: a, heartbeat: /run/a.json}
                    agent:
                      heartbeat: /run/recorder/heartbeat.json
                    """, "none of watchdog.services", "5 agent.heartbeat"),
                mistake(
                        "what a process refuses as well",
                        """
                        recorder:
                          sorce: test
                        agent:
                          address: "?"
                          node_port: 70000
                        """,
                        "unknown key|is not",
                        "2 recorder.sorce",
                        "4 agent.address",
                        "5 agent.node_port"));
    }

    private static Arguments mistake(String kind, String yaml, String message, String... problems) {
        return arguments(kind, yaml, message, List.of(problems));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void everyMistakeIsReportedWithItsLineAndKey(String kind, String yaml, String message, List<String> problems)
            throws ConfigException {
        ConfigException found = problems(yaml);
        assertThat(found.problems())
                .as(kind)
                .extracting(problem -> problem.line() + " " + problem.key())
                .containsExactlyInAnyOrderElementsOf(problems);
        assertThat(found.problems())
                .extracting(ConfigProblem::message)
                .allMatch(text -> List.of(message.split("[|]")).stream().anyMatch(text::contains));
    }

    @Test
    void aConfigurationThatIsMeantHasNoProblems() {
        assertThatCode(() -> check("""
            device: {name: gym-1}
            watchdog:
              services:
                - {name: recorder}
                - {name: app, unit: app, heartbeat: /run/app/heartbeat.json, logs: [/var/log/app.log]}
            agent: {address: "::1", heartbeat: /run/app/heartbeat.json}
            dashboard: {address: 100.64.0.1, port: 9101, host_names: [gym-1, gym-1.tail1234.ts.net]}
            ship:
              metrics:
                - {name: a, url: "https://user.example:443/write"}
                - {name: b, url: "https://user.example:443/write", tenant: x}
              logs:
                - {name: a, url: "http://[::1]:3100/push", journal: {command: journalctl}}
            scrape:
              targets:
                - {job: a, url: "http://my-container:9998/metrics"}
            alerts:
              link: http://gym-1:9102/
              mail: {host: localhost, from: peace@localhost, to: [a.b+c@mail.example, d@example]}
              webhooks:
                - {name: a, url: "https://ntfy.sh/x"}
                - {name: b, url: "https://ntfy.sh/y"}
            update: {source: "git@github.com:owner/app.git"}
            """)).doesNotThrowAnyException();
    }

    @Test
    void filesThatDoNotExistAreReportedOnThisDeviceOnly() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
        String yaml = """
            ship:
              metrics:
                - {name: a, url: "https://a/write", bearer_token_file: %s}
                - {name: b, url: "https://b/write", bearer_token_file: /gone/token}
                - {name: c, url: "https://c/write", ca_file: %s}
                - {name: d, url: "https://d/write", ca_file: %s}
            watchdog:
              services:
                - {name: app, actuator: process, command: [/gone/app, /gone/argument], heartbeat: /run/app.json}
            dashboard: {password_hash_file: /gone/later}
            """.formatted(token, link, folder);
        assertThat(problems(yaml).problems())
                .extracting(ConfigProblem::toString)
                .satisfiesExactly(
                        text -> assertThat(text)
                                .startsWith("line 4: ship.metrics[1].bearer_token_file: /gone/token does not exist"),
                        text -> assertThat(text)
                                .startsWith("line 5: ship.metrics[2].ca_file")
                                .contains("is a link to"),
                        text -> assertThat(text)
                                .startsWith("line 6: ship.metrics[3].ca_file")
                                .contains("is a folder"),
                        text -> assertThat(text).startsWith("line 9: watchdog.services[0].command[0]"));
        ConfigReview.check(ConfigDocument.parse("peace.yaml", yaml), true);
    }

    @Test
    void aHeartbeatThatIsALinkIsReported() throws IOException, ConfigException {
        Path link = Files.createSymbolicLink(
                folder.resolve("heartbeat.json"), Files.writeString(folder.resolve("real.json"), "{}"));
        assertThat(problems("watchdog:\n  services:\n    - {name: app, heartbeat: " + link + "}\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("line 3: watchdog.services[0].heartbeat")
                .contains("symbolic link", "never restarts app");
    }

    private static ConfigException problems(String yaml) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("peace.yaml", yaml);
        return catchThrowableOfType(ConfigException.class, () -> ConfigReview.check(document, false));
    }

    private static void check(String yaml) throws ConfigException {
        ConfigReview.check(ConfigDocument.parse("peace.yaml", yaml), false);
    }
}
