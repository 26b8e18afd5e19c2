// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

class GrafanaPushTest {

    private static final Path PACKAGED = Path.of("..", "packaging", "grafana", "dashboards");
    private static final String RECORDER = "peace-recorder";
    private static final String FLEET = "peace-fleet";
    private static final String FLEET_REPORT = "peace-fleet-report";

    private final List<GrafanaClient> clients = new ArrayList<>();
    private FakeGrafana grafana;

    @BeforeEach
    void start() throws IOException {
        grafana = new FakeGrafana();
    }

    @AfterEach
    void stop() {
        clients.forEach(GrafanaClient::close);
        grafana.close();
    }

    @Test
    void plansFirstThenCreatesEverythingAndTheSecondPushChangesNothing() throws CommandFailedException {
        List<Change> changes = changes(FakeGrafana.TOKEN);
        assertThat(changes)
                .extracting(Change::description)
                .satisfiesExactly(
                        one -> assertThat(one).isEqualTo("make the folder \"Peace of Mind\""),
                        one -> assertThat(one).isEqualTo("make the dashboard \"Fleet report\""),
                        one -> assertThat(one).isEqualTo("make the dashboard \"Fleet\""),
                        one -> assertThat(one).isEqualTo("make the dashboard \"Recorder\""),
                        one -> assertThat(one).startsWith("make the group of alert rules"),
                        one -> assertThat(one).contains("me@example.org"),
                        one -> assertThat(one).contains("one route"),
                        one -> assertThat(one).contains("1860"));
        assertThat(grafana.writes).as("the comparison changes nothing").isEmpty();
        apply(changes);
        assertThat(grafana.dashboards).containsOnlyKeys(RECORDER, FLEET, FLEET_REPORT, "rYdddlPWk");
        assertThat(changes(FakeGrafana.TOKEN)).isEmpty();
    }

    @Test
    void keepFiringForIsSetAndAGrafanaWithoutItIsNotRewrittenOnEachPush() throws Exception {
        apply(changes(FakeGrafana.TOKEN));
        String rules = grafana.rules.orElseThrow().toJson();
        assertThat(rules).contains("\"keep_firing_for\":\"5m\"");
        grafana.rules = Optional.of(Json.parseObject(rules.replaceAll(",\"keep_firing_for\":\"[^\"]*\"", "")));
        assertThat(changes(FakeGrafana.TOKEN)).isEmpty();
    }

    @Test
    void otherPeoplesRoutesStay() throws CommandFailedException {
        List<Change> changes = changes(FakeGrafana.TOKEN);
        // Somebody adds one between the comparison and the change.
        JsonObject late =
                Json.object().put("receiver", "ops").put("continue", true).build();
        grafana.policies = FakeGrafana.merged(
                grafana.policies,
                Json.object()
                        .put("routes", List.of(grafana.policies.items("routes").getFirst(), late))
                        .build());
        apply(changes);
        assertThat(grafana.policies.text("receiver")).contains("ops");
        assertThat(grafana.policies.items("routes")).hasSize(3).contains(late);
    }

    @Test
    void onlyWhatDiffersIsWrittenAgain() throws CommandFailedException {
        apply(changes(FakeGrafana.TOKEN));
        grafana.writes.clear();
        grafana.dashboards.computeIfPresent(
                FLEET,
                (_, one) -> FakeGrafana.merged(
                        one, Json.object().put("title", "Mine").build()));
        List<Change> changes = changes(FakeGrafana.TOKEN);
        assertThat(changes).extracting(Change::description).containsExactly("replace the dashboard \"Fleet\"");
        apply(changes);
        assertThat(grafana.writes).containsExactly("POST /api/dashboards/db 200");
    }

    @Test
    void aDashboardThatSomebodySavedMeanwhileIsNotOverwritten() throws CommandFailedException {
        apply(changes(FakeGrafana.TOKEN));
        grafana.dashboards.computeIfPresent(
                FLEET,
                (_, one) -> FakeGrafana.merged(
                        one, Json.object().put("title", "Mine").build()));
        List<Change> changes = changes(FakeGrafana.TOKEN);
        grafana.dashboards.computeIfPresent(
                FLEET,
                (_, one) ->
                        FakeGrafana.merged(one, Json.object().put("version", 9L).build()));
        assertThatThrownBy(() -> apply(changes)).hasMessageContaining("412");
        assertThat(Objects.requireNonNull(grafana.dashboards.get(FLEET)).text("title"))
                .contains("Mine");
    }

    @Test
    void anotherAddressChangesOnlyTheContactPoint() throws CommandFailedException {
        apply(changes(FakeGrafana.TOKEN));
        grafana.writes.clear();
        List<Change> changes = changes(FakeGrafana.TOKEN, DashboardFiles.in(PACKAGED), "you@example.org");
        assertThat(changes)
                .extracting(Change::description)
                .containsExactly("change the contact point \"Peace of Mind\" (mail to you@example.org)");
        apply(changes);
        assertThat(grafana.writes)
                .containsExactly(
                        "PUT /api/v1/provisioning/contact-points/" + GrafanaNotifications.CONTACT_POINT_UID + " 202");
    }

    @Test
    void refusalsSayWhatToDo() {
        assertThatThrownBy(() -> changes("wrong")).hasMessageContaining("Service accounts");
        grafana.sources = "[]";
        assertThatThrownBy(() -> changes(FakeGrafana.TOKEN)).hasMessageContaining("--datasource");
        grafana.sources = "[{\"uid\":\"a\",\"name\":\"one\",\"type\":\"prometheus\"},"
                + "{\"uid\":\"b\",\"name\":\"two\",\"type\":\"prometheus\"}]";
        assertThatThrownBy(() -> changes(FakeGrafana.TOKEN)).hasMessageContaining("[one, two]");
    }

    @Test
    void withoutTheGalleryTheRestCanStillBeDone() throws CommandFailedException {
        grafana.galleryReachable = false;
        List<Change> changes = changes(FakeGrafana.TOKEN);
        assertThatThrownBy(() -> apply(changes)).hasMessageContaining("502");
        assertThat(grafana.dashboards).containsKeys(RECORDER, FLEET, FLEET_REPORT);
        grafana.galleryReachable = true;
        apply(changes(FakeGrafana.TOKEN));
        assertThat(changes(FakeGrafana.TOKEN)).isEmpty();
    }

    @Test
    void aDashboardThatWasExportedFromTheServerNeedsNoChange() throws CommandFailedException {
        apply(changes(FakeGrafana.TOKEN));
        List<DashboardFile> exported = new ArrayList<>();
        for (String uid : List.of(RECORDER, FLEET, FLEET_REPORT)) {
            JsonObject saved = Objects.requireNonNull(grafana.dashboards.get(uid));
            assertThat(saved.integer("version")).isPresent();
            exported.add(DashboardFile.parse(uid, saved.toJson()));
        }
        assertThat(changes(FakeGrafana.TOKEN, exported, "me@example.org")).isEmpty();
    }

    private List<Change> changes(String token) throws CommandFailedException {
        return changes(token, DashboardFiles.in(PACKAGED), "me@example.org");
    }

    private List<Change> changes(String token, List<DashboardFile> dashboards, String email)
            throws CommandFailedException {
        // It stays open: the changes use it.
        GrafanaClient client = new GrafanaClient(grafana.url(), token);
        clients.add(client);
        return new GrafanaPush(client, dashboards, Optional.of(email), Optional.empty()).changes();
    }

    private static void apply(List<Change> changes) throws CommandFailedException {
        for (Change change : changes) {
            change.action().run();
        }
    }
}
