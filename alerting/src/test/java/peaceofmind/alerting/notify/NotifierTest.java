// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.AlertCommands;
import peaceofmind.alerting.AlertEngine;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.Eventually;

/** From a notification to a mail in somebody's mailbox, with the real threads. */
class NotifierTest {

    private static final Duration TIMEOUT = Eventually.STATE_TIMEOUT;

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private ConfigDocument config(String more) throws Exception {
        return ConfigDocument.parse("test", """
                alerts:
                  mail: {host: 127.0.0.1, port: %d, tls: none, from: gym@example.com, to: owner@example.com}
                %s""".formatted(server.getSmtp().getPort(), more));
    }

    private Notifier notifier(ConfigDocument document) throws Exception {
        return new Notifier(
                NotifyConfig.read(document),
                "gym",
                folder.resolve("outbox"),
                List::of,
                _ -> List.of(),
                ReceiverServer.withoutWatchdog(folder),
                Clock.system(),
                warnings::add);
    }

    private static Notification notification(String rule) {
        Alert alert = new Alert(
                AlertCatalogue.rule(rule).orElseThrow(),
                new TreeMap<>(Map.of()),
                Clock.system().now(),
                Optional.of(Clock.system().now()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Notification(
                rule, rule, Notification.Kind.FIRING, Clock.system().now(), List.of(alert));
    }

    private String subject(int index) throws Exception {
        return server.getReceivedMessages()[index].getSubject();
    }

    @Test
    void theTestCommandSendsARealMail() throws Exception {
        ConfigDocument document = config("");
        try (Notifier notifier = notifier(document);
                AlertEngine engine = AlertEngine.open(AlertsConfig.read(document), folder, notifier, warnings::add)) {
            ControlHandler test = Objects.requireNonNull(
                    new AlertCommands(engine, notifier, notifier::channels, notifier::problems, Clock.system())
                            .handlers()
                            .get("alert_test"));
            JsonObject reply = test.handle(Json.object().build(), new ControlHandler.Peer("root", "root"));
            assertThat(reply.text("message")).contains("sending a test message to mail-owner@example.com");
            assertThat(server.waitForIncomingEmail(TIMEOUT.toMillis(), 1)).isTrue();
            assertThat(subject(0)).isEqualTo("🔔 gym: test message");
        }
    }

    @Test
    void alertsBelowTheMinimumSeverityAreNotSent() throws Exception {
        try (Notifier notifier = notifier(config(""))) {
            notifier.accept(notification("RestartedByWatchdog"));
            notifier.accept(notification("ServiceDown"));
            assertThat(server.waitForIncomingEmail(TIMEOUT.toMillis(), 1)).isTrue();
            assertThat(subject(0)).isEqualTo("🔴 gym: The recorder is down");
        }
    }

    @Test
    void theMessageOfANetworkThatWorksAgainHasWhatWasTried() {
        String line = "network: the network works again; tried: reconnect of wlan0 (helped)";
        MessageTemplate template =
                new MessageTemplate("gym", "", () -> List.of(line), _ -> List.of(), ZoneId.of("UTC"));
        assertThat(template.render(resolved("NetworkDown")).text()).contains(line);
        assertThat(template.render(resolved("ServiceDown")).text()).doesNotContain(line);
    }

    private static Notification resolved(String rule) {
        Notification firing = notification(rule);
        return new Notification(
                firing.id(), firing.threadId(), Notification.Kind.RESOLVED, firing.at(), firing.alerts());
    }

    @Test
    void anUnresponsiveReceiverDoesNotDelayOthers() throws Exception {
        ServerSocket unresponsive = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        try (Notifier notifier = notifier(config("  webhooks: [{name: unresponsive, url: \"http://127.0.0.1:%d/\"}]"
                .formatted(unresponsive.getLocalPort())))) {
            notifier.accept(notification("ServiceDown"));
            assertThat(server.waitForIncomingEmail(TIMEOUT.toMillis(), 1)).isTrue();
            await().until(() -> value(notifier, "mail-owner@example.com") == 1);
            assertThat(value(notifier, "webhook-unresponsive")).isZero();
            // Its thread gets an error, writes that down, and stops.
            unresponsive.close();
        }
    }

    private static double value(Notifier notifier, String channel) {
        return notifier.families().getFirst().samples().stream()
                .filter(sample -> channel.equals(sample.labels().get("channel")))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
