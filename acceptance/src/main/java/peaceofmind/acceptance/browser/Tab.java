package peaceofmind.acceptance.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** One tab (Chrome DevTools Protocol). */
public final class Tab implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private volatile Consumer<JsonObject> onEvent = _ -> {};
    private final WebSocket socket;

    private Tab(HttpClient http, URI address) throws InterruptedException, IOException {
        try {
            socket = http.newWebSocketBuilder()
                    .buildAsync(address, new Messages())
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw new IOException("chromium does not talk", refused);
        }
    }

    static Tab connect(HttpClient http, URI address) throws IOException, InterruptedException {
        Tab tab = new Tab(http, address);
        tab.send("Page.enable", Json.object());
        tab.send("Runtime.enable", Json.object());
        tab.send("Network.enable", Json.object());
        return tab;
    }

    /** Hears every event of the protocol from now on; called on the socket's thread. */
    public void onEvent(Consumer<JsonObject> listener) {
        onEvent = listener;
    }

    /** Sends a command and waits for its result. */
    public JsonObject send(String method, Json.ObjectBuilder parameters) throws IOException, InterruptedException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        JsonObject message = Json.object()
                .put("id", id)
                .put("method", method)
                .put("params", parameters.build())
                .build();
        try {
            socket.sendText(message.toJson(), true).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            JsonObject told = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (told.object("error").isPresent()) {
                throw new IOException(method + ": " + told.object("error").get());
            }
            return told.object("result").orElseGet(() -> Json.object().build());
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(method + " was not answered", failed);
        } finally {
            waiting.remove(id);
        }
    }

    public void go(String url) throws IOException, InterruptedException {
        send("Page.navigate", Json.object().put("url", url));
    }

    /** The size of the window, and which colours its user likes. */
    public void look(int width, int height, boolean phone, boolean dark) throws IOException, InterruptedException {
        send(
                "Emulation.setDeviceMetricsOverride",
                Json.object()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", phone ? 2 : 1)
                        .put("mobile", phone));
        send("Emulation.setTouchEmulationEnabled", Json.object().put("enabled", phone));
        JsonObject colours = Json.object()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light")
                .build();
        send("Emulation.setEmulatedMedia", Json.object().put("features", java.util.List.of(colours)));
    }

    /** The value of an expression of JavaScript, as text; promises are awaited. */
    public String evaluate(String expression) throws IOException, InterruptedException {
        JsonObject answer = send(
                "Runtime.evaluate",
                Json.object()
                        .put("expression", "(async () => String(await (" + expression + ")))()")
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (answer.object("exceptionDetails").isPresent()) {
            throw new IOException(
                    expression + ": " + answer.object("exceptionDetails").get());
        }
        return answer.object("result").flatMap(result -> result.text("value")).orElse("");
    }

    /** Waits until an expression is true. */
    public void await(String condition, Duration limit) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!evaluate("Boolean(" + condition + ")").equals("true")) {
            if (System.nanoTime() - begun > limit.toNanos()) {
                throw new IOException("not within " + limit.toSeconds() + " s: " + condition + "\nThe page says:\n"
                        + evaluate("document.body.innerText.slice(0, 3000)"));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Writes a picture of the window, or of the whole page. */
    public void screenshot(Path file, boolean whole) throws IOException, InterruptedException {
        JsonObject answer = send(
                "Page.captureScreenshot", Json.object().put("format", "png").put("captureBeyondViewport", whole));
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.write(file, Base64.getDecoder().decode(answer.text("data").orElse("")));
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Messages implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(String message) {
            try {
                JsonObject json = Json.parseObject(message);
                if (json.integer("id").isPresent()) {
                    CompletableFuture<JsonObject> asked =
                            waiting.get(json.integer("id").get());
                    if (asked != null) {
                        asked.complete(json);
                    }
                } else {
                    onEvent.accept(json);
                }
            } catch (JsonException broken) {
                System.err.println("chromium sent something unreadable: " + broken.getMessage());
            }
        }
    }
}
