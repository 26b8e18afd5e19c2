// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Telegram's Bot API on the loopback interface, by its published rules, with one bot in one chat: {@code sendMessage} with inline keyboards,
 * {@code getUpdates} with long polling, {@code answerCallbackQuery}; and the fingers of those who press buttons.
 */
public final class TelegramServer implements AutoCloseable {

    public static final String TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_1234";

    /** A group, in which the bot is. */
    public static final long CHAT = -1001234567890L;

    /** The owner, who is in the group. */
    public static final long OWNER = 4711;

    private static final int MAX_TEXT = 4096;
    private static final int MAX_CALLBACK_BYTES = 64;
    private static final int MAX_CONFIRMATION = 200;

    /**
     * A message in the chat.
     *
     * @param buttons label and data
     */
    public record Sent(String text, Map<String, String> buttons) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Sent> messages = new CopyOnWriteArrayList<>();
    private final List<String> confirmations = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<JsonObject> updates = new ArrayList<>();
    private final Set<String> openQueries = new HashSet<>();
    private long nextUpdate = 1000;
    private long pollers;
    private boolean closed;
    private boolean blocked;
    private boolean hasWebhook;

    private TelegramServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Starts at any free port. */
    public static TelegramServer start() throws IOException {
        return new TelegramServer();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Those that were accepted, oldest first. */
    public List<Sent> messages() {
        return List.copyOf(messages);
    }

    /** Texts that were shown where a button was pressed. */
    public List<String> confirmations() {
        return List.copyOf(confirmations);
    }

    /** What the rules do not allow. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** The chat's members block the bot. */
    public synchronized void block() {
        blocked = true;
    }

    /** Another program has set a webhook for this bot. */
    public synchronized void setWebhook() {
        hasWebhook = true;
    }

    /** The owner presses a button; returns the update. */
    public JsonObject press(Sent message, String label) {
        String data = Optional.ofNullable(message.buttons().get(label))
                .orElseThrow(() -> new IllegalStateException("no button \"" + label + "\" in " + message));
        return press(data, CHAT, OWNER);
    }

    /** Somebody presses a button that sends this. */
    public synchronized JsonObject press(String data, long chat, long user) {
        String query = Long.toString(100_000_000_000L + nextUpdate);
        openQueries.add(query);
        JsonObject update = Json.object()
                .put("update_id", nextUpdate++)
                .put(
                        "callback_query",
                        Json.object()
                                .put("id", query)
                                .put(
                                        "from",
                                        Json.object()
                                                .put("id", user)
                                                .put("is_bot", false)
                                                .put("first_name", "Ada")
                                                .build())
                                .put(
                                        "message",
                                        Json.object()
                                                .put("message_id", 7L)
                                                .put("date", 1_795_000_000L)
                                                .put(
                                                        "chat",
                                                        Json.object()
                                                                .put("id", chat)
                                                                .put("type", "supergroup")
                                                                .build())
                                                .put("text", "x".repeat(MAX_TEXT))
                                                .build())
                                .put("chat_instance", "42")
                                .put("data", data)
                                .build())
                .build();
        deliver(update);
        return update;
    }

    /** Delivers an update, perhaps one that was confirmed before. */
    public synchronized void deliver(JsonObject update) {
        updates.add(update);
        notifyAll();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String response;
            int status = 200;
            try {
                response = Json.object()
                        .put("ok", true)
                        .put("result", respond(exchange, body))
                        .build()
                        .toJson();
            } catch (Refused refused) {
                status = refused.status;
                response = Json.object()
                        .put("ok", false)
                        .put("error_code", (long) status)
                        .put("description", String.valueOf(refused.getMessage()))
                        .build()
                        .toJson();
            }
            byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** A request that the API rejects. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String description) {
            super(description);
            this.status = status;
        }
    }

    private Json respond(HttpExchange exchange, String body) throws Refused {
        Matcher path = Pattern.compile("/bot([^/]*)/(\\w+)")
                .matcher(exchange.getRequestURI().getPath());
        if (!path.matches() || !path.group(1).matches("\\d+:[\\w-]{35}")) {
            throw new Refused(404, "Not Found");
        } else if (!path.group(1).equals(TOKEN)) {
            throw new Refused(401, "Unauthorized");
        }
        JsonObject json;
        try {
            json = Json.parseObject(body);
        } catch (JsonException malformed) {
            violations.add("body is not JSON: " + malformed.getMessage());
            throw new Refused(400, "Bad Request: can't parse the request");
        }
        return switch (path.group(2)) {
            case "sendMessage" -> sendMessage(json);
            case "getUpdates" -> getUpdates(json);
            case "answerCallbackQuery" -> confirm(json);
            default -> throw new Refused(404, "Not Found");
        };
    }

    private synchronized Json sendMessage(JsonObject json) throws Refused {
        Optional<String> chat =
                json.text("chat_id").or(() -> json.integer("chat_id").map(id -> Long.toString(id)));
        if (blocked) {
            throw new Refused(403, "Forbidden: bot was blocked by the user");
        } else if (!chat.equals(Optional.of(Long.toString(CHAT)))) {
            throw violation("Bad Request: chat not found");
        }
        String text = json.text("text").orElse("");
        String plain = text.replaceAll("</?b>", "").replaceAll("&(lt|gt|amp|quot);", "x");
        if (!plain.matches("(?s)[^<>&]*")) {
            throw violation("Bad Request: can't parse entities");
        } else if (plain.isBlank() || plain.length() > MAX_TEXT) {
            throw violation("Bad Request: message is empty or too long");
        }
        messages.add(new Sent(text, json.object("reply_markup").isPresent() ? buttons(json) : Map.of()));
        return Json.object().put("message_id", messages.size() + 6L).build();
    }

    private Map<String, String> buttons(JsonObject json) throws Refused {
        Map<String, String> buttons = new LinkedHashMap<>();
        List<Json> rows = json.object("reply_markup").orElseThrow().items("inline_keyboard");
        for (Json row : rows) {
            if (!(row instanceof Json.JsonArray array) || array.items().isEmpty()) {
                throw violation("Bad Request: field \"inline_keyboard\" must be an Array of Arrays");
            }
            for (Json item : array.items()) {
                if (!(item instanceof JsonObject button)) {
                    throw violation("Bad Request: an InlineKeyboardButton must be an Object");
                }
                String label = button.text("text").orElse("");
                String data = button.text("callback_data").orElse("");
                int bytes = data.getBytes(StandardCharsets.UTF_8).length;
                if (label.isBlank() || bytes < 1 || bytes > MAX_CALLBACK_BYTES) {
                    throw violation("Bad Request: BUTTON_DATA_INVALID");
                }
                buttons.put(label, data);
            }
        }
        if (buttons.isEmpty()) {
            throw violation("Bad Request: empty keyboard");
        }
        return buttons;
    }

    private synchronized Json getUpdates(JsonObject json) throws Refused {
        long timeout = json.integer("timeout").orElse(0L);
        long limit = json.integer("limit").orElse(100L);
        if (hasWebhook) {
            throw new Refused(409, "Conflict: can't use getUpdates method while webhook is active");
        } else if (timeout < 0 || limit < 1 || limit > 100) {
            throw violation("Bad Request: timeout or limit");
        }
        json.integer("offset")
                .ifPresent(offset ->
                        updates.removeIf(update -> update.integer("update_id").orElse(0L) < offset));
        long poller = ++pollers;
        notifyAll();
        long deadlineNanos = System.nanoTime() + timeout * 1_000_000_000;
        while (updates.isEmpty() && poller == pollers && !closed && deadlineNanos - System.nanoTime() > 0) {
            try {
                wait(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException stopped) {
                throw new Refused(502, "Bad Gateway");
            }
        }
        if (poller != pollers) {
            throw new Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
        }
        return new Json.JsonArray(List.copyOf(updates.subList(0, (int) Math.min(limit, updates.size()))));
    }

    private synchronized Json confirm(JsonObject json) throws Refused {
        String text = json.text("text").orElse("");
        if (!openQueries.remove(json.text("callback_query_id").orElse(""))) {
            throw new Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
        } else if (text.length() > MAX_CONFIRMATION) {
            throw violation("Bad Request: MESSAGE_TOO_LONG");
        }
        confirmations.add(text);
        return new Json.JsonBool(true);
    }

    private Refused violation(String description) {
        violations.add(description);
        return new Refused(400, description);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
