// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import peaceofmind.alerting.remote.MessageButton;

/** Sends messages over HTTP, in the format of the receiver. */
final class WebhookChannel implements Channel {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(45);

    private final String name;
    private final MessageFormat format;
    private final Duration timeout;
    private final Function<Message, List<MessageButton>> buttons;

    WebhookChannel(WebhookConfig config, String device) {
        this(config, device, SEND_TIMEOUT);
    }

    /** @param timeout of the whole exchange, to the last byte of the response */
    WebhookChannel(WebhookConfig config, String device, Duration timeout) {
        this(config, device, timeout, _ -> List.of());
    }

    /** @param buttons of a message, new ones for each attempt to send it */
    WebhookChannel(WebhookConfig config, String device, Function<Message, List<MessageButton>> buttons) {
        this(config, device, SEND_TIMEOUT, buttons);
    }

    private WebhookChannel(
            WebhookConfig config, String device, Duration timeout, Function<Message, List<MessageButton>> buttons) {
        this.name = name(config);
        this.format = MessageFormat.of(config, device);
        this.timeout = timeout;
        this.buttons = buttons;
    }

    /** Of the channel for a webhook; usable as a file name. */
    static String name(WebhookConfig config) {
        return "webhook-" + config.name().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Message message) throws IOException {
        HttpClient client = WebhookExchange.newClient();
        try {
            WebhookExchange exchange = new WebhookExchange(client, REQUEST_TIMEOUT, timeout, LimitedBody.MAX_BYTES);
            Message complete = message.withButtons(buttons.apply(message));
            format.check(exchange.send(() -> format.request(complete)));
        } finally {
            client.shutdownNow();
        }
    }
}
