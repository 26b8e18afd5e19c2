// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.Eventually;

/** Each client against a real socket: what it sends, and how it reads the answer. */
final class SocketClientsTest {

    private static final Duration LIMIT = Eventually.STATE_TIMEOUT;

    @TempDir
    private Path folder;

    private final List<String> received = Collections.synchronizedList(new ArrayList<>());

    @Test
    void theWatchdogsStatusIsRead() throws Exception {
        try (ControlServer _ = answering("""
                {'dry_run':true,'reboots':{'left_today':2,'not_now_because':'it has just booted'},
                 'holds':[{'service':'recorder','seconds_left':60,'by':'kim','why':'lens'},7],
                 'services':[{'name':'recorder','condition':'gave_up','silence_seconds':61.5,'limit_seconds':30,
                   'restarts_in_window':3,'heartbeat':{'state':'recording'}},{'condition':'later'}]}""")) {
            WatchdogStatus status = watchdog().status();
            assertThat(status.dryRun()).isTrue();
            assertThat(status.rebootsLeft()).contains(2L);
            assertThat(status.noRebootBecause()).contains("it has just booted");
            assertThat(status.holds()).singleElement().satisfies(hold -> {
                assertThat(hold.left()).isEqualTo(Duration.ofMinutes(1));
                assertThat(hold.covers("recorder")).isTrue();
                assertThat(hold.covers("agent")).isFalse();
            });
            assertThat(status.service("recorder")).hasValueSatisfying(service -> {
                assertThat(service.condition()).contains(ServiceCondition.GAVE_UP);
                assertThat(service.silence()).isEqualTo(Duration.ofMillis(61_500));
                assertThat(service.heartbeat())
                        .hasValueSatisfying(beat -> assertThat(beat.state()).contains("recording"));
            });
            assertThat(status.services().getLast().condition()).isEmpty();
            assertThat(status.service("agent")).isEmpty();
        }
        assertThat(received).containsExactly("{\"command\":\"status\"}");
    }

    @Test
    void eventsThatThisVersionDoesNotKnowAreLeftOut() throws Exception {
        try (ControlServer _ = answering("""
                {'events':[{'sequence':1,'time':'2026-11-25T03:12:00Z','kind':'stale','service':'recorder','reason':'silent'},
                  {'sequence':2,'time':'2026-11-25T03:12:01Z','kind':'of_a_later_version','reason':'x'}, 7],
                 'status':{'dry_run':true}}""")) {
            assertThat(watchdog().events(50)).extracting(Event::sequence).containsExactly(1L);
            WatchdogClient.Journal journal = watchdog().journal(0, 50);
            assertThat(journal.events()).hasSize(1);
            assertThat(journal.status().map(WatchdogStatus::dryRun)).isEqualTo(Optional.of(true));
        }
        assertThat(received.getLast()).contains("\"after\":0", "\"with_status\":true");
    }

    @Test
    void aRequestIsAnsweredForThePersonWhoAsked() throws Exception {
        try (ControlServer _ = answering("{'message':'restart of recorder requested'}")) {
            assertThat(watchdog().request("restart", "recorder")).isEqualTo("restart of recorder requested");
            assertThat(new RecorderClient(socket(), LIMIT).request(Json.object().put("command", "stop")))
                    .isEqualTo("restart of recorder requested");
        }
        assertThat(received.getFirst()).isEqualTo("{\"command\":\"restart\",\"service\":\"recorder\"}");
    }

    @Test
    void theRecordersStatusIsRead() throws Exception {
        try (ControlServer _ = answering(
                "{'state':'error','error':'no camera','upload_queue_size':3,'videos_failed':1,'internet_connected':false}")) {
            assertThat(new RecorderClient(socket(), LIMIT).status()).satisfies(status -> {
                assertThat(status.error()).contains("no camera");
                assertThat(status.waitingUploads()).contains(3L);
                assertThat(status.failedUploads()).contains(1L);
                assertThat(status.internetConnected()).contains(false);
                assertThat(status.left()).isEmpty();
            });
        }
    }

    @Test
    void firingAlertsAreReadAndHalfOnesLeftOut() throws Exception {
        try (ControlServer _ = answering("""
                {'firing':[{'name':'NoCamera','severity':'critical','summary':'The camera is gone','what_to_do':'Check it.',
                   'since':'2026-11-25T03:12:00Z'},{'name':'Half','severity':'critical'},
                  {'name':'Odd','severity':'fatal','since':'2026-11-25T03:12:00Z'}]}""")) {
            assertThat(new AgentClient(socket(), LIMIT).firing())
                    .extracting(FiringAlert::name)
                    .containsExactly("NoCamera");
        }
    }

    @Test
    void whoDoesNotListenIsNamed() {
        assertThatThrownBy(() -> watchdog().status())
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("the watchdog is not running");
        assertThatThrownBy(() -> new AgentClient(socket(), LIMIT).firing())
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("the agent is not running");
    }

    private WatchdogClient watchdog() {
        return new WatchdogClient(socket(), LIMIT);
    }

    private Path socket() {
        return folder.resolve("a.sock");
    }

    private ControlServer answering(String text) throws Exception {
        JsonObject reply = parse(text);
        return ControlServer.listen(socket(), "rw-------", (request, _) -> {
            received.add(request.toJson());
            return reply;
        });
    }

    private static JsonObject parse(String text) throws JsonException {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
