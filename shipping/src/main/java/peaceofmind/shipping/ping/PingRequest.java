// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.HttpSender;

/**
 * One ping, as Healthchecks' pinging API (healthchecks.io/docs/http_api) and Uptime Kuma's push monitor define it.
 *
 * @param roundTrip of the last ping; empty when there was none
 */
record PingRequest(
        EndpointConfig endpoint,
        PingConfig.Form form,
        PingSignal signal,
        String text,
        Optional<Duration> roundTrip,
        String userAgent) {

    /** Healthchecks stores 100 kB; a person reads a few lines. */
    private static final int MAX_BODY_CHARS = 5_000;

    /** Uptime Kuma stores a message of 250 characters in a heartbeat. */
    private static final int MAX_MESSAGE_CHARS = 200;

    private static final List<String> KUMA_PARAMETERS = List.of("status", "msg", "ping");

    /** Whether the service has such a signal. */
    boolean isSupported() {
        return switch (form) {
            case AUTO, HEALTHCHECKS -> true;
            case UPTIME_KUMA -> signal != PingSignal.START;
        };
    }

    /** Sends it and waits for the response, at most three times the endpoint's timeout. */
    HttpResult send(Clock clock) {
        HttpSender sender = new HttpSender(endpoint.withUrl(address()), clock);
        Map<String, String> headers = Map.of("User-Agent", userAgent);
        HttpResult result = switch (form) {
            case AUTO, HEALTHCHECKS ->
                sender.post(truncate(text, MAX_BODY_CHARS).getBytes(StandardCharsets.UTF_8), headers);
            case UPTIME_KUMA -> sender.get(headers);
        };
        return result instanceof HttpResult.Accepted accepted ? check(accepted) : result;
    }

    /** A status of 200 alone does not mean that the ping counts. */
    HttpResult check(HttpResult.Accepted accepted) {
        if (accepted.isWebPage()) {
            return failure(accepted, HttpResult.Accepted.WEB_PAGE_REASON);
        }
        return switch (form) {
            case AUTO, HEALTHCHECKS -> checkHealthchecks(accepted);
            case UPTIME_KUMA -> checkKuma(accepted);
        };
    }

    private HttpResult checkHealthchecks(HttpResult.Accepted accepted) {
        String body = accepted.body().strip().toLowerCase(Locale.ROOT);
        if (body.contains("(not found)")) {
            return failure(
                    accepted, host() + " knows no such check: was it deleted? Correct ping.url or ping.url_file");
        } else if (body.contains("(rate limited)")) {
            return failure(accepted, host() + " limits the request rate");
        }
        return accepted;
    }

    private HttpResult checkKuma(HttpResult.Accepted accepted) {
        try {
            JsonObject json = Json.parseObject(accepted.body());
            return json.bool("ok").orElse(true)
                    ? accepted
                    : failure(
                            accepted,
                            host() + " did not accept it: " + json.text("msg").orElse("no reason"));
        } catch (JsonException notKuma) {
            return failure(accepted, host() + " did not respond like Uptime Kuma: correct ping.url, or set ping.form");
        }
    }

    private static HttpResult failure(HttpResult.Accepted accepted, String reason) {
        return new HttpResult.RetryLater(accepted.status(), Optional.empty(), accepted.date(), reason);
    }

    private String host() {
        return endpoint.url().getHost();
    }

    /** The URL of this signal. */
    URI address() {
        URI base = endpoint.url();
        String path = base.getRawPath().replaceFirst("/+$", "");
        String query = base.getRawQuery() == null ? "" : base.getRawQuery();
        String suffix = "";
        if (form == PingConfig.Form.UPTIME_KUMA) {
            query = kumaQuery(query);
        } else {
            suffix = switch (signal) {
                case START -> "/start";
                case OK -> "";
                case FAIL -> "/fail";
            };
        }
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + suffix
                + (query.isEmpty() ? "" : "?" + query));
    }

    /** The URL that Uptime Kuma shows has example values, which are replaced. */
    private String kumaQuery(String query) {
        List<String> parameters = new ArrayList<>();
        for (String parameter : query.split("&", -1)) {
            if (!parameter.isEmpty() && !KUMA_PARAMETERS.contains(parameter.split("=", 2)[0])) {
                parameters.add(parameter);
            }
        }
        parameters.add("status=" + (signal == PingSignal.FAIL ? "down" : "up"));
        parameters.add("msg="
                + URLEncoder.encode(truncate(text.replace('\n', ' '), MAX_MESSAGE_CHARS), StandardCharsets.UTF_8));
        parameters.add(
                "ping=" + roundTrip.map(time -> Long.toString(time.toMillis())).orElse(""));
        return String.join("&", parameters);
    }

    private static String truncate(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        // Never between the two halves of a surrogate pair.
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }
}
