// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.setup.OutboundSettings.HttpReceiver;
import peaceofmind.cli.setup.OutboundSettings.MailServer;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine;

/** What setup writes about receivers, mail and passwords, and how it checks them. */
class OutboundSetupTest {

    private static final String URL = "https://prometheus.example.com/api/prom/push";

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    private Path config() {
        return folder.resolve("peace.yaml");
    }

    private Path socket() {
        return folder.resolve("agent.sock");
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

    private void configured() throws IOException {
        Files.writeString(config(), """
                agent: {socket: %s}
                dashboard: {password_hash_file: %s}
                """.formatted(socket(), folder.resolve("dashboard.hash")));
    }

    private String secret(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text + "\n").toString();
    }

    /** An agent with canned responses by command. */
    private ControlServer agent(Map<String, JsonObject> responses) throws IOException {
        return ControlServer.listen(
                socket(),
                "rw-------",
                (request, _) -> responses.getOrDefault(
                        request.text("command").orElse(""), Json.object().build()));
    }

    private static JsonObject receiversResponse(String problem) throws Exception {
        return Json.parseObject(
                "{\"receivers\":[{\"kind\":\"metrics\",\"host\":\"prometheus.example.com\",\"problem\":\"" + problem
                        + "\"}]}");
    }

    @Test
    void aReceiverIsWrittenWithItsPasswordInAFileOfItsOwnAndTried() throws Exception {
        configured();
        try (ControlServer _ = agent(Map.of("receivers_test", receiversResponse("")))) {
            int exit = setup(
                    "--metrics-url=" + URL,
                    "--metrics-user=12345",
                    "--metrics-password-file=" + secret("typed", "glc_secret"));
            assertThat(output.toString()).contains("metrics: prometheus.example.com accepts what is sent");
            assertThat(exit).isZero();
        }
        Path saved = folder.resolve("etc/peace/secrets/metrics.token");
        assertThat(saved).hasContent("glc_secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
                .isEqualTo("rw-------");
        var endpoint = TargetDevice.readAll(ConfigDocument.read(config()))
                .shipMetrics()
                .destinations()
                .getFirst()
                .endpoint();
        assertThat(endpoint.url()).hasToString(URL);
        assertThat(endpoint.toString()).contains("12345", saved.toString());
        assertThat(config()).content().doesNotContain("glc_secret");
        assertThat(output.toString()).doesNotContain("glc_secret");
    }

    @Test
    void aRejectionIsReportedAndTheExitCodeIsOne() throws Exception {
        configured();
        try (ControlServer _ = agent(Map.of("receivers_test", receiversResponse("it refuses user 12345 (401)")))) {
            assertThat(setup(
                            "--metrics-url=" + URL,
                            "--metrics-user=12345",
                            "--metrics-password-file=" + secret("typed", "wrong")))
                    .isEqualTo(1);
        }
        assertThat(output.toString())
                .contains("metrics: NOT accepted: it refuses user 12345 (401)", "Run peace setup again");
    }

    @Test
    void aSecondRunWithoutFlagsKeepsEverythingAndChecksAgain() throws Exception {
        configured();
        setup(
                "--logs-url=https://logs.example.com/loki/api/v1/push",
                "--mail-server=mail.example.com:465",
                "--mail-user=gym@example.com",
                "--mail-from=gym@example.com",
                "--mail-to=kim@example.com,lee@example.com",
                "--mail-password-file=" + secret("typed", "secret"));
        String first = Files.readString(config());
        assertThat(first).contains("tls: implicit", "recorder-watchdog.service", "lee@example.com");
        assertThat(setup()).as("no agent responds").isEqualTo(1);
        assertThat(config()).hasContent(first);
        assertThat(output.toString()).contains("NOT tried: the agent is not running");
        assertThat(setup("--logs-url=none", "--mail-server=none")).isZero();
        assertThat(config()).content().doesNotContain("example.com", "ship", "alerts");
    }

    @Test
    void aTestMailIsAskedFor() throws Exception {
        configured();
        JsonObject sent = Json.object()
                .put("message", "sending a test message to mail-kim")
                .build();
        JsonObject login = Json.object().put("problem", "").build();
        try (ControlServer _ = agent(Map.of("mail_login", login, "alert_test", sent))) {
            assertThat(setup("--mail-server=localhost:25", "--mail-to=kim@example.com", "--mail-from=a@example.com"))
                    .isZero();
        }
        assertThat(output.toString())
                .contains(
                        "mail: the server accepts the login; sending a test message to mail-kim: check that it arrives");
        assertThat(config()).content().contains("tls: none");
    }

    @Test
    void aMailServerThatCannotBeReachedIsReportedAndGetsNoTestMail() throws Exception {
        configured();
        JsonObject refused = Json.object().put("problem", "Connection refused").build();
        try (ControlServer _ = agent(Map.of("mail_login", refused))) {
            assertThat(setup("--mail-server=localhost:9", "--mail-to=kim@example.com", "--mail-from=a@example.com"))
                    .isEqualTo(1);
        }
        assertThat(output.toString())
                .contains("mail: NOT accepted: Connection refused")
                .doesNotContain("test message");
    }

    @Test
    void thePingIsWrittenAsAFileTriedAndRemovedAgain() throws Exception {
        configured();
        JsonObject accepted = Json.object().put("problem", "").build();
        try (ControlServer _ = agent(Map.of("ping_test", accepted))) {
            assertThat(setup("--ping-url-file=" + secret("typed", "https://hc-ping.com/s3cret")))
                    .isZero();
        }
        Path saved = folder.resolve("etc/peace/secrets/ping.url");
        assertThat(saved).hasContent("https://hc-ping.com/s3cret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
                .isEqualTo("rw-------");
        assertThat(output.toString()).contains("ping: accepted").doesNotContain("s3cret");
        assertThat(config()).content().contains("url_file: " + saved).doesNotContain("s3cret");

        JsonObject refused =
                Json.object().put("problem", "hc-ping.com knows no such check").build();
        try (ControlServer _ = agent(Map.of("ping_test", refused))) {
            assertThat(setup()).as("keeps and tries it").isEqualTo(1);
        }
        assertThat(output.toString()).contains("ping: NOT accepted: hc-ping.com knows no such check");
        assertThat(setup("--ping-url-file=none")).isZero();
        assertThat(config()).content().doesNotContain("ping");
    }

    @Test
    void ofSeveralPingsTheFirstIsChangedAndRemoved() throws Exception {
        configured();
        Files.writeString(
                config(),
                Files.readString(config())
                        + "ping:\n- {name: hosted, url: 'https://hc-ping.com/old'}\n- {name: own, url: 'https://k.example/api/push/y'}\n");
        try (ControlServer _ =
                agent(Map.of("ping_test", Json.object().put("problem", "").build()))) {
            assertThat(setup("--ping-url-file=" + secret("typed", "https://hc-ping.com/new")))
                    .isZero();
        }
        assertThat(config())
                .content()
                .contains("name: hosted", "ping.url", "https://k.example/api/push/y")
                .doesNotContain("hc-ping.com/old");
        assertThat(setup("--ping-url-file=none")).isZero();
        assertThat(config()).content().contains("name: own").doesNotContain("hosted");
    }

    @Test
    void theDashboardsPasswordIsStoredAsAHashAndOneThatIsTooShortChangesNothing() throws Exception {
        configured();
        String before = Files.readString(config());
        assertThat(setup("--name=other", "--dashboard-password-file=" + secret("typed", "short")))
                .isNotZero();
        assertThat(config()).hasContent(before);
        assertThat(setup("--dashboard-password-file=" + secret("typed", "long enough")))
                .isZero();
        String hash = Files.readString(folder.resolve("dashboard.hash")).strip();
        assertThat(PasswordHash.parse(hash).orElseThrow().matches("long enough".toCharArray()))
                .isTrue();
    }

    @Test
    void thePromptsAskForWhatIsNeededAndKeepTheRest() throws Exception {
        OutboundSettings current =
                new OutboundSettings(Optional.of(new HttpReceiver(URL, "12345")), Optional.empty(), Optional.empty());
        List<String> lines = List.of(
                "",
                "",
                "new token",
                "none",
                "mail.example.com",
                "kim@example.com",
                "gym@example.com",
                "pw",
                "",
                "none",
                "");
        String typed = String.join("\n", lines) + "\n";
        OutboundPrompts prompts = new OutboundPrompts(
                new Prompts(
                        new BufferedReader(new StringReader(typed)),
                        new PrintWriter(output, true),
                        new ReplyChecks(Machine.ofFolder(folder))),
                _ -> true);

        assertThat(prompts.ask(current, _ -> {}))
                .isEqualTo(new OutboundSettings(
                        Optional.of(new HttpReceiver(URL, "12345")),
                        Optional.empty(),
                        Optional.of(new MailServer(
                                "mail.example.com", 587, "gym@example.com", "gym@example.com", "kim@example.com"))));
        assertThat(prompts.secrets()).isEqualTo(Map.of(Secret.METRICS, "new token", Secret.MAIL, "pw"));
    }
}
