// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpRequest;

/** How messages are written for one kind of receiver, and what its responses mean. */
interface MessageFormat {

    /**
     * The request that sends a message, without a timeout.
     *
     * @throws SendException when it must not be sent
     * @throws IOException when a secret cannot be read
     * @throws IllegalArgumentException when the URL is none
     */
    HttpRequest.Builder request(Message message) throws IOException;

    /**
     * Interprets a response.
     *
     * @throws SendException unless the receiver accepted the message; says what became of it, and what to do
     */
    void check(WebhookResponse response) throws SendException;

    static MessageFormat of(WebhookConfig config, String device) {
        return switch (config.format()) {
            case JSON, NTFY, SLACK, DISCORD -> new BasicFormat(config, device);
            case TELEGRAM -> new TelegramFormat(config);
            case PUSHOVER -> new PushoverFormat(config);
            case MATRIX -> new MatrixFormat(config);
            case TEAMS -> new TeamsFormat(config);
            case GOTIFY -> new GotifyFormat(config);
        };
    }
}
