// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What a receiver responded.
 *
 * @param retryAfter of the header {@code Retry-After}, in seconds; empty when it has none
 * @param body at most its first {@link LimitedBody#MAX_BYTES}
 */
record WebhookResponse(int status, OptionalLong retryAfter, String body) {

    private static final int MAX_QUOTED_CHARS = 200;

    boolean isSuccess() {
        return status >= 200 && status <= 299;
    }

    /** Empty when it is none. */
    JsonObject json() {
        try {
            return Json.parseObject(body);
        } catch (JsonException other) {
            return Json.object().build();
        }
    }

    /** How long to wait, by the header. */
    Optional<Duration> requestedDelay() {
        return retryAfter.isPresent() ? Optional.of(Duration.ofSeconds(retryAfter.getAsLong())) : Optional.empty();
    }

    /**
     * What a status that is no success says about the message. 4xx: the receiver refuses it (RFC 9110, section 15.5), except when it is
     * slow or busy. A gateway (502, 504) does not know what became of it.
     */
    Kind kind() {
        if (status >= 400 && status <= 499 && status != 408 && status != 429) {
            return Kind.REFUSED;
        }
        return status == 502 || status == 504 ? Kind.UNCONFIRMED : Kind.NOT_SENT;
    }

    SendException failure(Kind kind, String advice) {
        return failure(kind, "", advice);
    }

    /**
     * A failure with this status.
     *
     * @param reason the receiver's own; may be empty
     * @param advice what to do; may be empty
     */
    SendException failure(Kind kind, String reason, String advice) {
        return failure(kind, reason, advice, requestedDelay());
    }

    SendException failure(Kind kind, String reason, String advice, Optional<Duration> delay) {
        String text = PlainText.of(reason);
        String quoted = text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…";
        return new SendException(
                kind,
                "the server responded with HTTP status " + status
                        + (quoted.isEmpty() ? "" : " (" + quoted + ")")
                        + (advice.isEmpty() ? "" : ": " + advice),
                delay);
    }
}
