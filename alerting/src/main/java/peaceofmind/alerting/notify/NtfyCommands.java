// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.alerting.notify.LineStream.Lines;
import peaceofmind.alerting.remote.CommandTransport;
import peaceofmind.alerting.remote.MessageButton;
import peaceofmind.alerting.remote.ReceivedCommand;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Commands by a topic of ntfy (docs.ntfy.sh/subscribe/api): the device reads its JSON stream, buttons publish to it. ntfy does not say who
 * published a message: the code in it must prove that.
 */
final class NtfyCommands implements CommandTransport {

    /** ntfy sends a line every 45 s, unless it is configured otherwise. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(150);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private final WebhookConfig config;
    private final BasicFormat format;
    private final Duration maxSilence;
    private final HttpClient client = WebhookExchange.newClient();
    private final WebhookExchange exchange =
            new WebhookExchange(client, REQUEST_TIMEOUT, REQUEST_TIMEOUT, LimitedBody.MAX_BYTES);
    private Optional<Connection> connection = Optional.empty();

    /** A stream that is open. */
    private record Connection(LineStream lines, CompletableFuture<HttpResponse<String>> response) {}

    NtfyCommands(WebhookConfig config, String device) {
        this(config, device, MAX_SILENCE);
    }

    /** @param maxSilence without any line, after which the connection counts as broken */
    NtfyCommands(WebhookConfig config, String device, Duration maxSilence) {
        this.config = config;
        this.format = new BasicFormat(config, device);
        this.maxSilence = maxSilence;
    }

    @Override
    public Received receive(Optional<String> after) throws IOException, InterruptedException {
        if (connection.isEmpty()) {
            connection = Optional.of(connect(after));
        }
        Lines lines = connection.get().lines().next(maxSilence);
        if (lines.isEnd()) {
            disconnect();
            throw new IOException("the server ended the connection");
        } else if (lines.lines().isEmpty()) {
            disconnect();
            throw new IOException("no sign of life from the server for " + maxSilence.toSeconds() + " s");
        }
        return parse(lines.lines());
    }

    private Connection connect(Optional<String> after) throws IOException, InterruptedException {
        LineStream lines = new LineStream();
        CompletableFuture<WebhookResponse> opened = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(request(after), info -> {
            if (info.statusCode() != 200) {
                return new LimitedBody(LimitedBody.MAX_BYTES);
            }
            opened.complete(new WebhookResponse(200, OptionalLong.empty(), ""));
            return lines;
        });
        try {
            // A stream has no end to wait for; a refusal has.
            Object first =
                    CompletableFuture.anyOf(opened, response).get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (first instanceof HttpResponse<?> refused) {
                check(new WebhookResponse(refused.statusCode(), OptionalLong.empty(), String.valueOf(refused.body())));
            }
            return new Connection(lines, response);
        } catch (ExecutionException failed) {
            throw WebhookExchange.failure(failed);
        } catch (TimeoutException slow) {
            response.cancel(true);
            throw new IOException("no response within " + REQUEST_TIMEOUT.toSeconds() + " s", slow);
        }
    }

    /** From the last message that was read; at the first time those of the last hour, in which a button is valid. */
    private HttpRequest request(Optional<String> after) throws IOException {
        String since = after.filter(id -> id.matches("[A-Za-z0-9]{1,40}")).orElse("1h");
        try {
            // Without a timeout of its own: that could include the stream.
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(config.commandAddress() + "/json?since=" + since))
                    .GET();
            Optional<String> token = config.token();
            if (token.isPresent()) {
                request.header("Authorization", "Bearer " + token.get());
            }
            return request.build();
        } catch (IllegalArgumentException invalidUrl) {
            throw new IOException("invalid URL: check remote_commands.url", invalidUrl);
        }
    }

    private static void check(WebhookResponse response) throws SendException {
        switch (response.status()) {
            case 200 -> {}
            case 401, 403 ->
                throw response.failure(
                        SendException.Kind.NOT_SENT,
                        response.json().text("error").orElse(""),
                        "let the user of token_file read the topic of remote_commands.url");
            default ->
                throw response.failure(
                        response.kind(), response.json().text("error").orElse(""), "check remote_commands.url");
        }
    }

    /** What lines of the stream say; what is no message is skipped. */
    static Received parse(List<String> lines) {
        List<ReceivedCommand> commands = new ArrayList<>();
        Optional<String> lastId = Optional.empty();
        for (String line : lines) {
            Optional<JsonObject> message = parse(line)
                    .filter(json -> json.text("event").filter("message"::equals).isPresent());
            Optional<String> id = message.flatMap(json -> json.text("id"));
            if (message.isPresent() && id.isPresent()) {
                lastId = id;
                commands.add(new ReceivedCommand(
                        id.get(),
                        message.get().text("message").orElse("").strip(),
                        "somebody who can write to the topic",
                        true,
                        ""));
            }
        }
        return new Received(lastId, commands);
    }

    /** Empty for what is no JSON object: the next line may be one. */
    private static Optional<JsonObject> parse(String line) {
        try {
            return Optional.of(Json.parseObject(line));
        } catch (JsonException other) {
            return Optional.empty();
        }
    }

    private void disconnect() {
        connection.ifPresent(open -> open.response().cancel(true));
        connection = Optional.empty();
    }

    /** ntfy cannot show anything where a button was pressed. */
    @Override
    public void confirm(ReceivedCommand command, String text) {}

    @Override
    public void reply(String subject, String text, List<MessageButton> buttons) throws IOException {
        Message message = RemoteReply.message(subject, text, buttons);
        format.check(exchange.send(() -> format.request(message)));
    }

    @Override
    public void close() {
        disconnect();
        client.shutdownNow();
    }
}
