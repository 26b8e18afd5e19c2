// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

/** What the page is sent where another program than the packaged recorder is watched, even while that recorder runs beside it. */
class AnotherProgramTest {

    private static final String PYTHON_RECORDER = """
        name: recorder
              unit: recorder.service
              heartbeat: /tmp/recorder_heartbeat.json
        """;
    private static final String PYTHON_STATUS = """
        {'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.4,'limit_seconds':30,'unit':'active','pid':812,
         'heartbeat':{'state':'ready','recording_active':false,'upload_queue_size':2,'currently_uploading':'a.mp4'}}]}\
        """;
    private static final String NODE_SERVICE = """
        name: node-red
              liveness:
                http:
                  url: http://127.0.0.1:1880/
        """;
    private static final String NODE_STATUS = """
        {'services':[{'name':'node-red','condition':'healthy','silence_seconds':4,'limit_seconds':30,'beat_interval_seconds':10,
         'unit':'active','pid':900,'liveness':[{'probe':'http http://127.0.0.1:1880/','state':'alive','detail':''}]}]}\
        """;

    private static final String BOTH_STATUS = """
        {'services':[{'name':'node-red','condition':'healthy','silence_seconds':4,'limit_seconds':30,'beat_interval_seconds':10,
          'unit':'active','pid':900,'heartbeat':{'state':'ready','error':'no broker'},
          'liveness':[{'probe':'http http://127.0.0.1:1880/','state':'alive','detail':''}]},
         {'name':'recorder','condition':'healthy','silence_seconds':0.4,'limit_seconds':30,'unit':'active','pid':812,
          'heartbeat':{'state':'recording','recording_active':true,'currently_uploading':'b.mkv'}}]}\
        """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final LatestBatch latest = new LatestBatch();
    private final List<AutoCloseable> running = new ArrayList<>();
    private Optional<String> recorderReply =
            Optional.of("{'state':'recording','file':'packaged.mkv','lights':{'state':'recording','pattern':'G-x'}}");
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running.reversed()) {
            each.close();
        }
        http.close();
    }

    @Test
    void anotherRecorderIsNotThePackagedOneWhateverItsNameIs() throws Exception {
        latest.accept(new Batch(
                Instant.now(),
                List.of(
                        new Family(
                                "recorder_videos_total",
                                Family.Type.GAUGE,
                                "",
                                List.of(new Family.Sample(Map.of("status", "completed"), 3))),
                        Family.gauge("recorder_upload_success_rate", "", 0.75))));
        JsonObject state = state(serve(PYTHON_RECORDER, PYTHON_STATUS));
        assertThat(state.object("program").orElseThrow().toJson())
                .isEqualTo("{\"name\":\"recorder\",\"packaged_recorder\":false,\"recorder_watched\":false}");
        JsonObject recorder = state.object("recorder").orElseThrow();
        assertThat(recorder.get("reachable")).contains(Json.JsonNull.NULL);
        assertThat(recorder.bool("recording_active")).contains(false);
        assertThat(recorder.text("currently_uploading")).contains("a.mp4");
        assertThat(recorder.text("file"))
                .as("of the packaged recorder, which runs beside it")
                .isEmpty();
        assertThat(sentence(state)).isEqualTo("All is well. Ready; nothing is being recorded.");
        assertThat(state.object("videos").orElseThrow().integer("completed")).contains(3L);
        assertThat(state.object("uploads").orElseThrow().number("success_rate")).contains(0.75);
        assertThat(requests).noneMatch(request -> request.startsWith("recorder.sock"));
    }

    @Test
    void nothingIsClaimedOfTheRecordingsOfAProbedProgram() throws Exception {
        JsonObject state = state(serve(NODE_SERVICE, NODE_STATUS));
        assertThat(sentence(state)).isEqualTo("All is well. node-red is running.");
        state.object("recorder")
                .orElseThrow()
                .members()
                .forEach((name, value) -> assertThat(value).as(name).isEqualTo(Json.JsonNull.NULL));
        state.object("uploads")
                .orElseThrow()
                .members()
                .forEach((name, value) -> assertThat(value).as(name).isEqualTo(Json.JsonNull.NULL));
        assertThat(state.object("videos").orElseThrow().members()).isEmpty();
    }

    @Test
    void theRecorderIsShownBesideAnotherProgram() throws Exception {
        JsonObject state = state(serve(NODE_SERVICE + "    - name: recorder\n", BOTH_STATUS));
        assertThat(state.object("program").orElseThrow().toJson())
                .isEqualTo("{\"name\":\"node-red\",\"packaged_recorder\":false,\"recorder_watched\":true}");
        JsonObject recorder = state.object("recorder").orElseThrow();
        assertThat(recorder.bool("reachable")).contains(true);
        assertThat(recorder.text("file")).contains("packaged.mkv");
        assertThat(recorder.object("lights").orElseThrow().text("pattern")).contains("G-x");
        assertThat(sentence(state)).startsWith("All is well. Recording");
        assertThat(firstService(state).text("error")).contains("no broker");
    }

    @Test
    void aRecorderThatDoesNotRespondIsKnownByItsOwnHeartbeat() throws Exception {
        recorderReply = Optional.empty();
        JsonObject state = state(serve(NODE_SERVICE + "    - name: recorder\n", BOTH_STATUS));
        JsonObject recorder = state.object("recorder").orElseThrow();
        assertThat(recorder.bool("reachable")).contains(false);
        assertThat(recorder.text("currently_uploading")).contains("b.mkv");
        assertThat(recorder.text("error")).as("of the program beside it").isEmpty();
    }

    @Test
    void aRecordingCannotBeStartedWhereNoPackagedRecorderIsWatched() throws Exception {
        ServedDashboard served = serve(NODE_SERVICE, NODE_STATUS);
        var login = served.logIn();
        String cookie = login.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
        String token = Json.parseObject(login.body()).text("csrf").orElseThrow();
        for (String action : List.of("start_recording", "stop_recording", "extend_recording")) {
            var refused = served.post(
                    "api/v1/actions",
                    Json.object().put("action", action).build(),
                    "Cookie",
                    cookie,
                    "X-Peace-Token",
                    token);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("the recorder of this package is not watched on this device");
        }
        assertThat(requests).noneMatch(request -> request.startsWith("recorder.sock"));
    }

    @Test
    void aProgramWithoutAUnitAndALogFileSaysWhereToNameOne() throws Exception {
        ServedDashboard served =
                serve("name: worker\n      actuator: process\n      heartbeat: /run/worker.json\n", "{'services':[]}");
        assertThat(served.get("api/v1/logs/service").body()).contains("name it in watchdog.services");
        assertThat(served.get("api/v1/logs/watchdog").body()).contains("watchdog line");
    }

    private ServedDashboard serve(String service, String status) throws Exception {
        Files.writeString(folder.resolve("watchdog.log"), "watchdog line\n");
        for (String socket : List.of("watchdog.sock", "recorder.sock")) {
            String reply = socket.startsWith("watchdog") ? status : recorderReply.orElse("");
            if (reply.isEmpty()) {
                continue;
            }
            running.add(ControlServer.listen(folder.resolve(socket), "rw-rw----", (request, _) -> {
                requests.add(socket + " " + request.toJson());
                return parsed(reply);
            }));
        }
        ServedDashboard served = ServedDashboard.watching(service, folder, latest, http);
        running.add(served);
        return served;
    }

    private static JsonObject state(ServedDashboard served) throws Exception {
        return Json.parseObject(served.get("api/v1/state").body());
    }

    private static JsonObject firstService(JsonObject state) {
        return (JsonObject)
                state.object("watchdog").orElseThrow().items("services").getFirst();
    }

    private static String sentence(JsonObject state) {
        return state.object("health").orElseThrow().text("sentence").orElseThrow();
    }

    private static JsonObject parsed(String text) {
        try {
            return Json.parseObject(text.replace('\'', '"'));
        } catch (JsonException malformed) {
            throw new IllegalStateException(text, malformed);
        }
    }
}
