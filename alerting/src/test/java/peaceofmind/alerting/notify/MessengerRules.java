// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** What each messenger accepts and rejects, by its published API. */
final class MessengerRules {

    /** A tag of the few that Telegram and Matrix allow here, or an entity; everything else with these characters is an error. */
    private static final Pattern MARKUP = Pattern.compile("</?(?:b|i|strong)>|<br>|&(?:lt|gt|amp|quot);");

    private MessengerRules() {}

    /** The text without its markup; empty when that is not well-formed. */
    static Optional<String> parseHtml(String html) {
        String text = MARKUP.matcher(html).replaceAll("");
        return text.matches("(?s)[^<>&]*") && balanced(html, "b") && balanced(html, "strong")
                ? Optional.of(
                        MARKUP.matcher(html).replaceAll(match -> match.group().startsWith("&") ? "x" : ""))
                : Optional.empty();
    }

    private static boolean balanced(String html, String tag) {
        return html.split("<" + tag + ">", -1).length == html.split("</" + tag + ">", -1).length;
    }

    /** Telegram's Bot API. */
    static final class Telegram extends ReceiverServer {

        static final String TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_1234";
        static final String CHAT = "-1001234567890";

        Telegram() throws IOException {}

        @Override
        Reply handle(Request request) throws JsonException {
            Matcher path = Pattern.compile("/bot([^/]*)/sendMessage")
                    .matcher(request.uri().getPath());
            if (!path.matches() || !path.group(1).matches("\\d+:[\\w-]{35}")) {
                return error(404, "Not Found", "");
            } else if (!path.group(1).equals(TOKEN)) {
                return error(401, "Unauthorized", "");
            }
            JsonObject json = request.json();
            String text = json.text("text").orElse("");
            Optional<String> parsed = parseHtml(text);
            if (!json.text("chat_id").equals(Optional.of(CHAT))) {
                return error(400, "Bad Request: chat not found", "");
            } else if (parsed.isEmpty() || !json.text("parse_mode").equals(Optional.of("HTML"))) {
                return error(400, "Bad Request: can't parse entities: unsupported start tag", "");
            } else if (parsed.get().isBlank()) {
                return error(400, "Bad Request: message text is empty", "");
            } else if (parsed.get().length() > 4096) {
                return error(400, "Bad Request: message is too long", "");
            }
            return new Reply(200, "{\"ok\":true,\"result\":{\"message_id\":7}}");
        }

        static Reply error(int status, String description, String parameters) {
            return new Reply(
                    status,
                    "{\"ok\":false,\"error_code\":" + status + ",\"description\":\"" + description + "\""
                            + (parameters.isEmpty() ? "" : ",\"parameters\":{" + parameters + "}") + "}");
        }
    }

    /** Pushover's message API. */
    static final class Pushover extends ReceiverServer {

        static final String TOKEN = "azGDORePK8gMaC0QOYAMyEEuzJnyUi";
        static final String USER = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";

        Pushover() throws IOException {}

        @Override
        Reply handle(Request request) {
            Map<String, String> fields = form(request.body());
            if (!request.uri().getPath().equals("/1/messages.json")
                    || !request.header("Content-Type").equals("application/x-www-form-urlencoded")) {
                return new Reply(404, "{\"errors\":[\"no such method\"],\"status\":0}");
            } else if (!TOKEN.equals(fields.get("token"))) {
                return invalid("\"token\":\"invalid\",", "application token is invalid");
            } else if (!USER.equals(fields.get("user"))) {
                return invalid(
                        "\"user\":\"invalid\",", "user identifier is not a valid user, group, or subscribed user key");
            }
            String message = fields.getOrDefault("message", "");
            String title = fields.getOrDefault("title", "");
            if (message.isBlank()) {
                return invalid("\"message\":\"cannot be blank\",", "message cannot be blank");
            } else if (message.codePointCount(0, message.length()) > 1024
                    || title.codePointCount(0, title.length()) > 250) {
                return invalid("", "message is too long");
            } else if (!fields.getOrDefault("priority", "0").matches("-[12]|0|1")) {
                return invalid("", "expire must be supplied with priority=2");
            }
            return new Reply(200, "{\"status\":1,\"request\":\"647d2300-702c-4b38-8b2f-d56326ae460b\"}");
        }

        static Reply invalid(String key, String error) {
            return new Reply(400, "{" + key + "\"errors\":[\"" + error + "\"],\"status\":0,\"request\":\"5042853c\"}");
        }

        static Map<String, String> form(String body) {
            Map<String, String> fields = new HashMap<>();
            for (String field : body.split("&", -1)) {
                String[] pair = field.split("=", 2);
                fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
            return fields;
        }
    }

    /** The client-server API of a Matrix homeserver. */
    static final class Matrix extends ReceiverServer {

        static final String TOKEN = "syt_cGVhY2U_abcdefghijklmnop_1a2b3c";
        static final String ROOM = "!AbCdEf:example.org";
        private static final Pattern PATH =
                Pattern.compile("/_matrix/client/v3/rooms/([^/]+)/send/m\\.room\\.message/([^/]+)");

        /** Events by transaction: what a server has once is not added twice. */
        final Map<String, JsonObject> events = new LinkedHashMap<>();

        Matrix() throws IOException {}

        @Override
        synchronized Reply handle(Request request) throws JsonException {
            Matcher path = PATH.matcher(request.uri().getRawPath());
            if (!path.matches() || !request.method().equals("PUT")) {
                return error(404, "M_UNRECOGNIZED", "Unrecognized request");
            } else if (request.header("Authorization").isEmpty()) {
                return error(401, "M_MISSING_TOKEN", "Missing access token");
            } else if (!request.header("Authorization").equals("Bearer " + TOKEN)) {
                return error(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.");
            } else if (!URLDecoder.decode(path.group(1), StandardCharsets.UTF_8).equals(ROOM)) {
                return error(403, "M_FORBIDDEN", "User not in room");
            } else if (request.body().getBytes(StandardCharsets.UTF_8).length > 65_000) {
                return error(413, "M_TOO_LARGE", "event too large");
            }
            JsonObject json = request.json();
            if (json.text("msgtype").isEmpty() || json.text("body").isEmpty()) {
                return error(400, "M_BAD_JSON", "'body' not in content");
            } else if (json.text("formatted_body").isPresent()
                    && (parseHtml(json.text("formatted_body").get()).isEmpty()
                            || !json.text("format").equals(Optional.of("org.matrix.custom.html")))) {
                return error(400, "M_BAD_JSON", "malformed HTML");
            }
            events.putIfAbsent(path.group(2), json);
            return new Reply(200, "{\"event_id\":\"$" + path.group(2) + "\"}");
        }

        static Reply error(int status, String code, String error) {
            return new Reply(status, "{\"errcode\":\"" + code + "\",\"error\":\"" + error + "\"}");
        }
    }

    /** The webhook of a workflow in Microsoft Teams. */
    static final class Teams extends ReceiverServer {

        static final String PATH =
                "/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sig=s3cret";

        Teams() throws IOException {}

        @Override
        Reply handle(Request request) throws JsonException {
            if (!request.uri().toString().equals(PATH)) {
                return new Reply(
                        401,
                        "{\"error\":{\"code\":\"DirectApiAuthorizationRequired\",\"message\":\"The request must be"
                                + " authenticated only by Shared Access scheme.\"}}");
            } else if (request.body().getBytes(StandardCharsets.UTF_8).length > 28 * 1024) {
                return new Reply(413, "{\"error\":{\"code\":\"RequestEntityTooLarge\",\"message\":\"too large\"}}");
            }
            List<Json> attachments = request.json().items("attachments");
            if (!request.json().text("type").equals(Optional.of("message"))
                    || attachments.size() != 1
                    || !(attachments.getFirst() instanceof JsonObject attachment)
                    || !attachment.text("contentType").equals(Optional.of("application/vnd.microsoft.card.adaptive"))
                    || !isCard(attachment.object("content"))) {
                return new Reply(400, "{\"error\":{\"code\":\"InvalidRequest\",\"message\":\"no adaptive card\"}}");
            }
            return new Reply(202, "");
        }

        private static boolean isCard(Optional<JsonObject> card) {
            return card.isPresent()
                    && card.get().text("type").equals(Optional.of("AdaptiveCard"))
                    && card.get().text("version").orElse("").matches("1\\.[0-5]")
                    && !card.get().items("body").isEmpty()
                    && card.get().items("body").stream()
                            .allMatch(block -> block instanceof JsonObject json
                                    && json.text("type").equals(Optional.of("TextBlock"))
                                    && json.text("text")
                                            .filter(text -> !text.isBlank())
                                            .isPresent());
        }
    }

    /** A Gotify server. */
    static final class Gotify extends ReceiverServer {

        static final String TOKEN = "AbCdEf.12345-_x";
        static final String CLIENT_TOKEN = "CbCdEf.12345-_x";

        Gotify() throws IOException {}

        @Override
        Reply handle(Request request) throws JsonException {
            String key = request.header("X-Gotify-Key");
            if (!request.uri().getPath().equals("/message") || !request.method().equals("POST")) {
                return error(404, "Not Found", "page not found");
            } else if (key.equals(CLIENT_TOKEN)) {
                return error(403, "Forbidden", "you are not allowed to access this api");
            } else if (!key.equals(TOKEN)) {
                return error(
                        401,
                        "Unauthorized",
                        "you need to provide a valid access token or user credentials to access this api");
            } else if (request.json()
                    .text("message")
                    .filter(text -> !text.isEmpty())
                    .isEmpty()) {
                return error(400, "Bad Request", "Field 'message' is required");
            }
            return new Reply(200, "{\"id\":25,\"appid\":5,\"date\":\"2026-11-24T08:00:00Z\"}");
        }

        static Reply error(int status, String error, String description) {
            return new Reply(
                    status,
                    "{\"error\":\"" + error + "\",\"errorCode\":" + status + ",\"errorDescription\":\"" + description
                            + "\"}");
        }
    }
}
