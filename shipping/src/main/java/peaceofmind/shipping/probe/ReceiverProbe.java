// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.probe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.shipping.metrics.DestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.metrics.wire.RemoteWrite;

/**
 * Sends an empty request to every receiver: tests name resolution, connection, certificate and credentials the way this process uses
 * them, without sending data.
 */
public final class ReceiverProbe {

    /** Less than the control socket's timeout. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(8);

    private final List<Receiver> receivers = new ArrayList<>();

    /** @param request sends an empty request and waits for the response */
    private record Receiver(String kind, String name, String host, Supplier<HttpResult> request) {}

    public ReceiverProbe(ShipMetricsConfig metrics, List<LogsDestinationConfig> logs, String userAgent, Clock clock) {
        for (DestinationConfig destination : metrics.destinations()) {
            receivers.add(receiver(
                    "metrics",
                    destination.name(),
                    destination.endpoint(),
                    endpoint -> new HttpSender(endpoint, clock)
                            .post(RemoteWrite.V1.encode(List.of()), RemoteWrite.V1.headers(userAgent))));
        }
        byte[] emptyPush = "{\"streams\":[]}".getBytes(StandardCharsets.UTF_8);
        for (LogsDestinationConfig destination : logs) {
            receivers.add(receiver(
                    "logs",
                    destination.name(),
                    destination.endpoint(),
                    endpoint -> new HttpSender(endpoint, clock)
                            .post(emptyPush, Map.of("Content-Type", "application/json", "User-Agent", userAgent))));
        }
    }

    private static Receiver receiver(
            String kind, String name, EndpointConfig endpoint, Function<EndpointConfig, HttpResult> request) {
        return new Receiver(kind, name, endpoint.url().getHost(), () -> request.apply(endpoint));
    }

    /** Control handlers by command. */
    public Map<String, ControlHandler> handlers() {
        return Map.of("receivers_test", (_, _) -> testAll());
    }

    private JsonObject testAll() {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Callable<String>> requests = receivers.stream()
                    .map(receiver -> (Callable<String>) () -> problem(receiver))
                    .toList();
            List<Future<String>> problems =
                    threads.invokeAll(requests, REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            List<JsonObject> results = new ArrayList<>();
            for (int i = 0; i < receivers.size(); i++) {
                Receiver receiver = receivers.get(i);
                results.add(Json.object()
                        .put("kind", receiver.kind())
                        .put("name", receiver.name())
                        .put("host", receiver.host())
                        .put("problem", awaitResult(receiver, problems.get(i)))
                        .build());
            }
            return Json.object().put("receivers", results).build();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Json.object().put("receivers", List.<JsonObject>of()).build();
        } finally {
            // Not close(): that would wait for a receiver that does not respond.
            threads.shutdownNow();
        }
    }

    private static String awaitResult(Receiver receiver, Future<String> request) throws InterruptedException {
        try {
            return request.get();
        } catch (CancellationException timedOut) {
            return receiver.host() + " did not respond within " + REQUEST_TIMEOUT.toSeconds() + " s";
        } catch (ExecutionException defect) {
            return "cannot test it: " + ErrorText.of(defect);
        }
    }

    /** Why the receiver cannot be used; empty when it can. Rejecting the request for being empty is fine: the receiver understood it. */
    private static String problem(Receiver receiver) {
        return switch (receiver.request().get()) {
            case HttpResult.Accepted _, HttpResult.Rejected _ -> "";
            case HttpResult.RetryLater problem -> problem.reason();
        };
    }
}
