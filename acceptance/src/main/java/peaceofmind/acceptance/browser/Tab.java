// SPDX-License-Identifier: Apache-2.0
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

/** One tab, controlled over the Chrome DevTools Protocol. */
public final class Tab implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private volatile Consumer<JsonObject> onEvent = _ -> {};
    private final WebSocket socket;

    private Tab(HttpClient http, URI address) throws InterruptedException, IOException {
        try {
            socket = http.newWebSocketBuilder()
                    .buildAsync(address, new MessageListener())
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("cannot connect to chromium", failure);
        }
    }

    static Tab connect(HttpClient http, URI address) throws IOException, InterruptedException {
        Tab tab = new Tab(http, address);
        tab.send("Page.enable", Json.object());
        tab.send("Runtime.enable", Json.object());
        tab.send("Network.enable", Json.object());
        return tab;
    }

    /** Sets the listener for events of the protocol; called on the socket's thread. */
    public void onEvent(Consumer<JsonObject> listener) {
        onEvent = listener;
    }

    /** Sends a command and waits for its result. */
    public JsonObject send(String method, Json.ObjectBuilder parameters) throws IOException, InterruptedException {
        long id = lastId.incrementAndGet();
        CompletableFuture<JsonObject> response = new CompletableFuture<>();
        pending.put(id, response);
        JsonObject message = Json.object()
                .put("id", id)
                .put("method", method)
                .put("params", parameters.build())
                .build();
        try {
            socket.sendText(message.toJson(), true).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            JsonObject reply = response.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (reply.object("error").isPresent()) {
                throw new IOException(method + ": " + reply.object("error").get());
            }
            return reply.object("result").orElseGet(() -> Json.object().build());
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("no response to " + method, failed);
        } finally {
            pending.remove(id);
        }
    }

    public void navigate(String url) throws IOException, InterruptedException {
        send("Page.navigate", Json.object().put("url", url));
    }

    /** Sets the size of the window and the preferred colour scheme. */
    public void emulate(int width, int height, boolean phone, boolean dark) throws IOException, InterruptedException {
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

    /** The value of a JavaScript expression as text; promises are awaited. */
    public String evaluate(String expression) throws IOException, InterruptedException {
        JsonObject response = send(
                "Runtime.evaluate",
                Json.object()
                        .put("expression", "(async () => String(await (" + expression + ")))()")
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (response.object("exceptionDetails").isPresent()) {
            throw new IOException(
                    expression + ": " + response.object("exceptionDetails").get());
        }
        return response.object("result").flatMap(result -> result.text("value")).orElse("");
    }

    /** Waits until an expression is true. */
    public void await(String condition, Duration timeout) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        while (!evaluate("Boolean(" + condition + ")").equals("true")) {
            if (System.nanoTime() - startedAt > timeout.toNanos()) {
                throw new IOException("not true within " + timeout.toSeconds() + " s: " + condition
                        + "\nText of the page:\n" + evaluate("document.body.innerText.slice(0, 3000)"));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Writes a screenshot of the window, or of the whole page. */
    public void screenshot(Path file, boolean fullPage) throws IOException, InterruptedException {
        JsonObject response = send(
                "Page.captureScreenshot", Json.object().put("format", "png").put("captureBeyondViewport", fullPage));
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.write(file, Base64.getDecoder().decode(response.text("data").orElse("")));
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class MessageListener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                dispatch(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void dispatch(String message) {
            try {
                JsonObject json = Json.parseObject(message);
                if (json.integer("id").isPresent()) {
                    CompletableFuture<JsonObject> response =
                            pending.get(json.integer("id").get());
                    if (response != null) {
                        response.complete(json);
                    }
                } else {
                    onEvent.accept(json);
                }
            } catch (JsonException malformed) {
                System.err.println("chromium sent something unreadable: " + malformed.getMessage());
            }
        }
    }
}
