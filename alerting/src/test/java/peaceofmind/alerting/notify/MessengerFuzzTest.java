// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.alerting.notify.LineStream.Lines;
import peaceofmind.alerting.notify.WebhookConfig.Format;
import peaceofmind.testkit.MutationFuzzer;

/** What messengers can respond, and send as commands. */
class MessengerFuzzTest {

    private static final String UPDATES =
            "{\"ok\":true,\"result\":[{\"update_id\":1000,\"callback_query\":{\"id\":\"1\",\"from\":{\"id\":4711,\"is_bot\":false},"
                    + "\"message\":{\"message_id\":7,\"chat\":{\"id\":5,\"type\":\"private\"}},\"data\":\"abc\"}},"
                    + "{\"update_id\":1001,\"message\":{\"text\":\"/start\"}}]}";

    private static final String NTFY_LINES = """
            {"id":"a1","time":1795000000,"event":"open","topic":"t"}
            {"id":"a2","time":1795000000,"event":"message","topic":"t","message":"abc"}
            {"id":"a3","time":1795000000,"event":"keepalive","topic":"t"}
            """;

    private static WebhookConfig config(Format format) {
        return new WebhookConfig(
                "phone",
                format,
                Optional.of("http://127.0.0.1:9/x"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("5"),
                false);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aDamagedResponseIsAcceptanceOrAFailure(Format format) throws Exception {
        MessageFormat messages = MessageFormat.of(config(format), "gym");
        MutationFuzzer.ofTexts(
                        "responses of " + format,
                        "{\"ok\":true,\"result\":{\"message_id\":7}}",
                        "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many\",\"parameters\":{\"retry_after\":14,\"migrate_to_chat_id\":-5}}",
                        "{\"status\":0,\"request\":\"x\",\"token\":\"invalid\",\"errors\":[\"application token is invalid\"]}",
                        "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Too many\",\"retry_after_ms\":2000}",
                        "{\"error\":{\"code\":\"InvalidRequest\",\"message\":\"no adaptive card\"}}",
                        "{\"error\":\"Unauthorized\",\"errorCode\":401,\"errorDescription\":\"you need to provide a token\"}",
                        "<html>Log in</html>")
                .withMaxBytes(LimitedBody.MAX_BYTES)
                .run(input -> {
                    for (int status : List.of(200, 400, 401, 403, 404, 429, 502)) {
                        accept(messages, new WebhookResponse(status, OptionalLong.empty(), text(input)));
                    }
                });
    }

    private static void accept(MessageFormat messages, WebhookResponse response) {
        try {
            messages.check(response);
        } catch (SendException failure) {
            assertThat(failure.getMessage()).as("what the owner reads").isNotBlank();
        }
    }

    @Test
    void damagedUpdatesOfTelegramAreCommandsOrAFailure() throws Exception {
        TelegramCommands commands = new TelegramCommands(config(Format.TELEGRAM));
        MutationFuzzer.ofTexts("getUpdates", UPDATES)
                .run(
                        input -> commands.parse(new WebhookResponse(200, OptionalLong.empty(), text(input))),
                        IOException.class);
        commands.close();
    }

    @Test
    void aDamagedStreamOfNtfyIsCommandsOrNothing() throws Exception {
        MutationFuzzer.ofTexts("ntfy", NTFY_LINES, "x".repeat(LineStream.MAX_LINE_BYTES + 1) + "\n" + NTFY_LINES)
                .run(input -> {
                    LineStream stream = new LineStream();
                    stream.onSubscribe(new IgnoredSubscription());
                    stream.onNext(List.of(ByteBuffer.wrap(input)));
                    stream.onComplete();
                    for (Lines next = stream.next(Duration.ZERO); !next.isEnd(); next = stream.next(Duration.ZERO)) {
                        NtfyCommands.parse(next.lines());
                    }
                });
    }

    /** Everything was sent already. */
    private static final class IgnoredSubscription implements Flow.Subscription {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
