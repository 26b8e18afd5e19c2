package peaceofmind.agent.alert.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import peaceofmind.heartbeat.json.Json;

/** Posts to an address: JSON of our own, or what ntfy, Slack and Discord document. */
final class WebhookChannel implements Channel {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Discord takes 2,000 characters, ntfy 4,096 bytes. */
    private static final int MAX_TEXT = 1_900;

    private final WebhookConfig config;
    private final String device;

    WebhookChannel(WebhookConfig config, String device) {
        this.config = config;
        this.device = device;
    }

    @Override
    public String name() {
        return "webhook-" + config.name().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    @Override
    public void send(Message message) throws IOException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            int status =
                    client.send(request(message), BodyHandlers.discarding()).statusCode();
            if (status < 200 || status > 299) {
                throw new IOException("it answered " + status
                        + (status == 401 || status == 403 || status == 404 ? ": check its address" : ""));
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent ends", ending);
        } catch (IllegalArgumentException noAddress) {
            // Without the address itself, which is a secret.
            throw new IOException("its address is none: check url or url_file");
        }
    }

    private HttpRequest request(Message message) throws IOException {
        String url = config.urlFile().isPresent()
                ? Files.readString(config.urlFile().get()).strip()
                : config.url().orElse("");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT);
        if (config.form() == WebhookConfig.Form.NTFY) {
            return request.header("Title", encodedWord(message.subject()))
                    .header(
                            "Priority",
                            switch (message.severity()) {
                                case CRITICAL -> "urgent";
                                case WARNING -> "high";
                                case INFO -> "default";
                            })
                    .POST(BodyPublishers.ofString(shortened(message.text())))
                    .build();
        }
        return request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json(message)))
                .build();
    }

    private String json(Message message) {
        String both = message.subject() + "\n" + message.text();
        Json.ObjectBuilder json = Json.object();
        return switch (config.form()) {
            case SLACK -> json.put("text", shortened(both)).build().toJson();
            case DISCORD -> json.put("content", shortened(both)).build().toJson();
            case JSON, NTFY ->
                json.put("device", device)
                        .put("id", message.id())
                        .put("incident", message.thread())
                        .put("kind", message.kind().name().toLowerCase(java.util.Locale.ROOT))
                        .put("severity", message.severity().word())
                        .put("at", message.at().toString())
                        .put("subject", message.subject())
                        .put("text", message.text())
                        .build()
                        .toJson();
        };
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    /** Headers are ASCII; ntfy decodes RFC 2047. */
    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
