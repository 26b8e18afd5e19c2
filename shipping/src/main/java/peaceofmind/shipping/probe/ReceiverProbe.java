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
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.shipping.metrics.DestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * Posts to every receiver a request that carries nothing: the name, the way, the certificate and the credentials are tried as this
 * process uses them, and no data moves.
 */
public final class ReceiverProbe {

    /** Less than the control socket waits for an answer. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(8);

    private final List<Receiver> receivers = new ArrayList<>();

    /** @param request sends nothing and waits for the answer */
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

    /** By command. */
    public Map<String, ControlHandler> handlers() {
        return Map.of("receivers_test", (_, _) -> testAll());
    }

    private JsonObject testAll() {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Callable<String>> requests = receivers.stream()
                    .map(receiver -> (Callable<String>) () -> problem(receiver))
                    .toList();
            List<Future<String>> problems = threads.invokeAll(requests, REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
            // Not close(): that would wait for a receiver that does not answer.
            threads.shutdownNow();
        }
    }

    private static String awaitResult(Receiver receiver, Future<String> request) throws InterruptedException {
        try {
            return request.get();
        } catch (CancellationException timedOut) {
            return receiver.host() + " does not answer within " + REQUEST_TIMEOUT.toSeconds() + " s";
        } catch (ExecutionException defect) {
            return "it could not be tried: " + defect.getCause();
        }
    }

    /** In words; empty when it takes what we send. That there is nothing in it may be told as a mistake: it is a good sign, too. */
    private static String problem(Receiver receiver) {
        return switch (receiver.request().get()) {
            case HttpResult.Accepted _, HttpResult.Rejected _ -> "";
            case HttpResult.RetryLater problem -> problem.reason();
        };
    }
}
