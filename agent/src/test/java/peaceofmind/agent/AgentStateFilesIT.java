// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.testkit.TelegramServer;

/** Walks through every file that an agent leaves, and damages it: the agent starts, says what it moved aside, and loses only that. */
class AgentStateFilesIT {

    /** The files that the agent reads as a whole. Of the others, it uses the intact parts. */
    private static final List<String> WHOLE_FILES = List.of(
            "boot.mark",
            "alerts/alerts.json",
            "alerts/daily",
            "alerts/outbox/webhook-refusing/unreported",
            "alerts/remote/webhook-phone.json",
            "logs/away.json",
            "history/series.json");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private HttpServer server;
    private TelegramServer messenger;
    private Path state;

    /** SQLite's library, once for this JVM: an agent would unpack it into a folder that is gone when the next test class needs it. */
    @BeforeAll
    static void loadDatabaseLibrary() throws SQLException {
        DriverManager.getConnection("jdbc:sqlite::memory:").close();
    }

    @BeforeEach
    void leaveFiles() throws Exception {
        state = folder.resolve("state");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/accepting", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/refusing", exchange -> {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
        });
        server.start();
        messenger = TelegramServer.start();
        Files.writeString(folder.resolve("token"), TelegramServer.TOKEN);
        Files.writeString(folder.resolve("service.log"), "from before\n");
        try (Running agent = start()) {
            agent.sendTestMessage();
            await().until(() -> Files.exists(state.resolve("alerts/outbox/webhook-accepting/sent"))
                    && Files.exists(state.resolve("alerts/outbox/webhook-refusing/unreported"))
                    && Files.exists(state.resolve("alerts/remote/webhook-phone.json"))
                    && Files.exists(state.resolve("alerts/daily"))
                    && Files.exists(state.resolve("logs/away.json")));
        }
        assertThat(files()).map(this::name).containsAll(WHOLE_FILES).anyMatch(name -> name.endsWith(".spool"));
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        messenger.close();
        makeRemovable();
    }

    @ParameterizedTest
    @EnumSource(FileDamage.class)
    void whateverBecomesOfAllFilesTheAgentStartsAndWorks(FileDamage damage) throws Exception {
        for (Path file : files()) {
            damage.inflict(file);
            assumeFalse(damage == FileDamage.NO_RIGHT_TO_READ && Files.isReadable(file), "root can read everything");
        }
        log.reset();
        try (Running agent = start()) {
            agent.sendTestMessage();
            await().until(() -> Files.isRegularFile(state.resolve("alerts/daily"))
                    && Files.isRegularFile(state.resolve("alerts/remote/webhook-phone.json"))
                    && Files.isRegularFile(state.resolve("logs/away.json")));
        }
        assertThat(files())
                .as("what the next start finds")
                .map(this::name)
                .contains(
                        "alerts/alerts.json",
                        "alerts/daily",
                        "alerts/remote/webhook-phone.json",
                        "logs/away.json",
                        "boot.mark");
        for (String name : WHOLE_FILES) {
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .as(damage + " " + name)
                    .contains(name + ".corrupt-0");
        }
    }

    @Test
    void aDamagedFileCostsNothingElse() throws Exception {
        Path intact = folder.resolve("intact");
        copy(state, intact);
        for (FileDamage damage : List.of(FileDamage.GARBAGE, FileDamage.A_FOLDER)) {
            for (Path file : files()) {
                damage.inflict(file);
                log.reset();
                start().close();
                assertThat(corruptFiles()).as(damage + " " + name(file)).allMatch(name -> name.startsWith(name(file)));
                assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");
                remove(state);
                copy(intact, state);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one)));
            }
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    private void makeRemovable() throws IOException {
        for (Path file : files()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private String name(Path file) {
        return state.relativize(file).toString();
    }

    private List<String> corruptFiles() throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            return all.map(this::name)
                    .filter(name -> name.matches(".*\\.corrupt-\\d"))
                    .toList();
        }
    }

    /** Those that the agent left, without what it moved aside. */
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            !name(file).contains(".corrupt-") && !name(file).startsWith("sqlite/"))
                    .sorted()
                    .toList();
        }
    }

    /** An agent that works, in this process. */
    private static final class Running implements AutoCloseable {

        private final Agent agent;
        private final Thread main;
        private final Path socket;

        Running(Agent agent, Path socket) {
            this.agent = agent;
            this.socket = socket;
            this.main = Thread.ofPlatform().start(() -> {
                try {
                    agent.run();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        void sendTestMessage() throws Exception {
            JsonObject reply = new ControlClient("the agent", socket)
                    .send(Json.object().put("command", "alert_test").build(), STATE_TIMEOUT);
            assertThat(reply.text("message").orElseThrow()).contains("sending a test message to");
        }

        @Override
        public void close() {
            agent.requestStop();
            try {
                main.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            agent.close();
        }
    }

    private Running start() throws Exception {
        ConfigDocument document = ConfigDocument.parse(
                "peace.yaml",
                AgentRun.configuration(folder, 0, 0)
                        + """
                  interval: 1s
                alerts:
                  daily_mail_at: "00:00"
                  webhooks:
                    - {name: accepting, url: 'http://127.0.0.1:%1$d/accepting'}
                    - {name: refusing, url: 'http://127.0.0.1:%1$d/refusing'}
                    - {name: away, url: 'http://127.0.0.1:%2$d/'}
                    - {name: phone, form: telegram, url: '%4$s', token_file: %5$s, to: '%6$d', remote_commands: {allow: [status]}}
                ship:
                  metrics:
                    - {name: away, url: 'http://127.0.0.1:%2$d/', interval: 1s, send_every: 1s}
                  logs:
                    - {name: away, url: 'http://127.0.0.1:%2$d/', files: [%3$s]}
                """.formatted(
                                        server.getAddress().getPort(),
                                        AgentRun.freePort(),
                                        folder.resolve("service.log"),
                                        messenger.url(),
                                        folder.resolve("token"),
                                        TelegramServer.CHAT));
        AgentSettings settings = AgentSettings.read(document);
        Log console = Log.to(new PrintStream(log, true, StandardCharsets.UTF_8), Clock.system());
        Agent agent = Agent.start(settings, ServiceNotifier.fromEnvironment(Map.of(), 1), console);
        return new Running(agent, settings.agent().socket());
    }
}
