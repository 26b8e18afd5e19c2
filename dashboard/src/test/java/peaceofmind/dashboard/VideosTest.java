// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Videos over real HTTP, with a control socket that responds as the recorder does, and files as it stores them. */
class VideosTest {

    private static final String ODD_NAME = "a b+c&d=100% \"it's\" \u00e9 #1.mp4";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Path> rows = Collections.synchronizedMap(new LinkedHashMap<>());
    private ControlServer recorder;
    private ServedDashboard dashboard;
    private String cookie = "";
    private String token = "";

    @BeforeEach
    void start() throws Exception {
        Path uploaded = Files.createDirectories(folder.resolve("videos/uploaded"));
        rows.put("v.mp4", Files.writeString(uploaded.resolve("v.mp4"), "0123456789"));
        rows.put(ODD_NAME, Files.writeString(uploaded.resolve(ODD_NAME), "odd"));
        recorder = ControlServer.listen(folder.resolve("recorder.sock"), "rw-rw----", (request, _) -> reply(request));
        dashboard = new ServedDashboard(folder, new LatestBatch(), Optional.empty(), http, "read_without_login: true");
        HttpResponse<String> login = dashboard.logIn();
        cookie = login.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
        token = Json.parseObject(login.body()).text("csrf").orElse("");
    }

    @AfterEach
    void stop() {
        dashboard.close();
        recorder.close();
        http.close();
    }

    @Test
    void videosRequireALoginAlsoWhereTheStateDoesNot() throws Exception {
        assertThat(dashboard.get("api/v1/state").statusCode()).isEqualTo(200);
        for (String path : List.of("api/v1/videos", "api/v1/videos/content?file=v.mp4", "api/v1/preview")) {
            assertThat(dashboard.get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(requests).noneMatch(request -> request.contains("videos"));
    }

    @Test
    void aPageOfTheListIsRequestedFromTheRecorderAndNewestFirst() throws Exception {
        JsonObject page = Json.parseObject(
                get("api/v1/videos?offset=50&limit=2&status=completed").body());
        assertThat(page.integer("total")).contains(2L);
        assertThat(page.integer("offset")).contains(50L);
        assertThat(page.items("videos").getFirst().toJson()).contains("100%");
        assertThat(requests)
                .anyMatch(request -> request.contains("\"offset\":50")
                        && request.contains("\"limit\":2")
                        && request.contains("\"status\":\"completed\""));
        for (String bad :
                List.of("limit=0", "limit=201", "offset=-1", "offset=x", "limit=99999999999", "offset=10000001")) {
            assertThat(get("api/v1/videos?" + bad).statusCode()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void aBrowserGetsPartsOfAVideo() throws Exception {
        HttpResponse<String> whole = content("v.mp4");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(whole.headers().firstValue("Content-Type")).contains("video/mp4");
        HttpResponse<String> part = content("v.mp4", "Range", "bytes=2-5");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("2345");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-5/10");
        assertThat(part.headers().firstValue("Content-Length")).contains("4");
        HttpResponse<String> none = content("v.mp4", "Range", "bytes=10-");
        assertThat(none.statusCode()).isEqualTo(416);
        assertThat(none.headers().firstValue("Content-Range")).contains("bytes */10");
    }

    @Test
    void aPartOfAnotherVersionIsNotSent() throws Exception {
        String etag = content("v.mp4").headers().firstValue("ETag").orElse("");
        assertThat(content("v.mp4", "Range", "bytes=2-5", "If-Range", etag).statusCode())
                .isEqualTo(206);
        assertThat(content("v.mp4", "Range", "bytes=2-5", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aHeadRequestHasTheSizeAndNoBody() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard.url() + "api/v1/videos/content?file=v.mp4"))
                .header("Cookie", cookie)
                .HEAD()
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("10");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void anOddNameIsPlayedAndDownloadedUnderThatName() throws Exception {
        assertThat(content(ODD_NAME).body()).isEqualTo("odd");
        HttpResponse<String> download = get("api/v1/videos/content?download=1&file=" + encode(ODD_NAME));
        assertThat(download.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment; filename*=UTF-8''a%20b%2Bc%26d")
                .contains("%C3%A9")
                .doesNotContain("\"");
    }

    @Test
    void whatIsNotAVideoOfTheRecorderIsNotServed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Path beside = Files.writeString(folder.resolve("videos/video_metadata.db"), "secret");
        Path link = Files.createSymbolicLink(folder.resolve("videos/uploaded/link.mp4"), secret);
        Path linkedFolder = Files.createSymbolicLink(folder.resolve("videos/elsewhere"), folder);
        rows.put("outside.mp4", secret);
        rows.put("beside.mp4", beside);
        rows.put("link.mp4", link);
        rows.put("linked.mp4", linkedFolder.resolve("secret.txt"));
        rows.put("up.mp4", folder.resolve("videos/uploaded/../../secret.txt"));
        rows.put("relative.mp4", Path.of("secret.txt"));
        rows.put("gone.mp4", folder.resolve("videos/uploaded/gone.mp4"));
        rows.put("folder.mp4", folder.resolve("videos/uploaded"));
        for (String name : rows.keySet().stream()
                .filter(row -> !row.equals("v.mp4") && !row.equals(ODD_NAME))
                .toList()) {
            HttpResponse<String> response = content(name);
            assertThat(response.statusCode()).as(name).isEqualTo(404);
            assertThat(response.body()).as(name).doesNotContain("\"secret\"");
        }
        for (String name :
                List.of("../secret.txt", "/etc/passwd", "..", "", "v.mp4\u0000", "V.MP4", "%2e%2e/secret.txt")) {
            assertThat(content(name).statusCode()).as(name).isEqualTo(404);
        }
        assertThat(get("api/v1/videos/content").statusCode()).isEqualTo(400);
        assertThat(get("api/v1/videos/content/../../../secret.txt").statusCode())
                .isIn(400, 404);
    }

    @Test
    void aRecorderThatDoesNotRespondIsSaidSo() throws Exception {
        recorder.close();
        HttpResponse<String> list = get("api/v1/videos");
        assertThat(list.statusCode()).isEqualTo(503);
        assertThat(list.body()).contains("recorder");
        assertThat(content("v.mp4").statusCode()).isEqualTo(503);
    }

    @Test
    void actionsAreCommandsOfTheRecorderAndItDecides() throws Exception {
        for (String command : List.of("keep", "release", "upload", "delete")) {
            HttpResponse<String> response = act(command + "_video", ODD_NAME);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(requests)
                    .anyMatch(
                            request -> request.contains("\"command\":\"" + command + "\"") && request.contains("100%"));
        }
        HttpResponse<String> refused = act("delete_video", "refused.mp4");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("it has not been uploaded");
        assertThat(dashboard
                        .post("api/v1/actions", action("delete_video", "v.mp4"), "Cookie", cookie)
                        .statusCode())
                .as("without the token of the page")
                .isEqualTo(403);
        assertThat(dashboard
                        .post(
                                "api/v1/actions",
                                Json.object().put("action", "keep_video").build(),
                                "Cookie",
                                cookie,
                                Access.CSRF_HEADER,
                                token)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void thePreviewIsOffUnlessItIsConfigured() throws Exception {
        assertThat(get("api/v1/preview").statusCode()).isEqualTo(404);
        assertThat(get("api/v1/session").body()).contains("\"preview\":false");
        assertThat(requests).noneMatch(request -> request.contains("preview"));
    }

    @Test
    void thePreviewIsTheRecordersPicture() throws Exception {
        dashboard.close();
        dashboard = new ServedDashboard(folder, new LatestBatch(), Optional.empty(), http, "preview: true");
        cookie = dashboard.logIn().headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
        HttpResponse<String> picture = get("api/v1/preview");
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(picture.body()).isEqualTo("a picture");
        assertThat(get("api/v1/preview?n=1&camera=court%20north").statusCode()).isEqualTo(200);
        assertThat(requests).anyMatch(request -> request.contains("\"camera\":\"court north\""));
        rows.clear();
        HttpResponse<String> none = get("api/v1/preview");
        assertThat(none.statusCode()).isEqualTo(409);
        assertThat(none.body()).contains("nothing is being recorded");
    }

    private JsonObject reply(JsonObject request) throws ControlException {
        requests.add(request.toJson());
        return switch (request.text("command").orElse("")) {
            case "videos" -> list(request.text("file"));
            case "preview" -> preview();
            case "delete" -> {
                if (request.text("file").equals(Optional.of("refused.mp4"))) {
                    throw new ControlException(ControlException.Kind.REFUSED, "it has not been uploaded");
                }
                yield Json.object().put("message", "deleted").build();
            }
            default -> Json.object().put("message", "done").build();
        };
    }

    private JsonObject preview() throws ControlException {
        if (rows.isEmpty()) {
            throw new ControlException(ControlException.Kind.REFUSED, "nothing is being recorded");
        }
        return Json.object()
                .put("jpeg", Base64.getEncoder().encodeToString("a picture".getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private JsonObject list(Optional<String> file) {
        List<JsonObject> videos = rows.entrySet().stream()
                .filter(row -> file.isEmpty() || file.get().equals(row.getKey()))
                .map(row -> Json.object()
                        .put("file", row.getKey())
                        .put("path", row.getValue().toString())
                        .build())
                .toList();
        return Json.object().put("total", videos.size()).put("videos", videos).build();
    }

    private HttpResponse<String> content(String name, String... headers) throws IOException, InterruptedException {
        return get("api/v1/videos/content?file=" + encode(name), headers);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("Cookie", cookie));
        all.addAll(List.of(headers));
        return dashboard.get(path, all.toArray(String[]::new));
    }

    private HttpResponse<String> act(String action, String file) throws IOException, InterruptedException {
        return dashboard.post("api/v1/actions", action(action, file), "Cookie", cookie, Access.CSRF_HEADER, token);
    }

    private static JsonObject action(String action, String file) {
        return Json.object().put("action", action).put("file", file).build();
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
