// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.control;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.network.NetworkDrill;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.OperatorReply;
import peaceofmind.watchdog.policy.OperatorRequest;

/**
 * The commands of the control socket. Every user on the device may query; only root, the watchdog's own user and the configured
 * operators may control. The kernel identifies the user.
 */
public final class ControlCommands implements ControlHandler {

    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(8);
    private static final int MAX_EVENTS = 1000;
    private static final int MAX_NOTE_LENGTH = 200;
    private static final Duration DEFAULT_HOLD = Duration.ofHours(1);

    /**
     * Users who may act whatever is configured, and beyond any budget. Other operators may be programs, such as the agent: one that
     * misbehaves must not reboot the device for ever.
     */
    private static final Set<String> UNBUDGETED_USERS = new HashSet<>(List.of("root", System.getProperty("user.name")));

    private final Supplier<Optional<JsonObject>> status;
    private final EventJournal journal;
    private final RequestQueue requestQueue;
    private final ReportRecorder reportRecorder;
    private final Consumer<JsonObject> networkReadings;
    private final NetworkDrill networkDrill;
    private final Set<String> operators;

    /**
     * @param status the report; empty before the first evaluation
     * @param networkReadings takes the agent's readings of the network
     * @param networkDrill executes a rung of the ladder of network repairs
     * @param operators users who may control the watchdog, besides {@link #UNBUDGETED_USERS}
     */
    public ControlCommands(
            Supplier<Optional<JsonObject>> status,
            EventJournal journal,
            RequestQueue requestQueue,
            Consumer<JsonObject> networkReadings,
            NetworkDrill networkDrill,
            Set<String> operators,
            Clock clock) {
        this.status = status;
        this.journal = journal;
        this.requestQueue = requestQueue;
        this.networkReadings = networkReadings;
        this.networkDrill = networkDrill;
        this.reportRecorder = new ReportRecorder(journal, clock);
        this.operators =
                Stream.concat(UNBUDGETED_USERS.stream(), operators.stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public JsonObject handle(JsonObject request, Peer peer) throws ControlException {
        String command = request.text("command").orElse("");
        return switch (command) {
            case "status" -> status();
            case "history" -> history(request);
            case "hold" -> submit(peer, hold(request, peer));
            case "release" -> {
                Optional<String> service = request.text("service");
                yield submit(peer, id -> new OperatorRequest.Release(id, requester(request, peer), service));
            }
            case "restart" -> {
                String service = service(request);
                yield submit(peer, id -> new OperatorRequest.RestartService(id, requester(request, peer), service));
            }
            case "stop" -> {
                String service = service(request);
                yield submit(peer, id -> new OperatorRequest.StopService(id, requester(request, peer), service));
            }
            case "start" -> {
                String service = service(request);
                yield submit(peer, id -> new OperatorRequest.StartService(id, requester(request, peer), service));
            }
            case "reboot" -> {
                boolean budgeted = !UNBUDGETED_USERS.contains(peer.user());
                yield submit(peer, id -> new OperatorRequest.RebootDevice(id, requester(request, peer), budgeted));
            }
            case "note" -> note(request, peer);
            case "report" -> report(request, peer);
            case "network" -> network(request, peer);
            case "network_drill" -> networkDrill(request, peer);
            default ->
                throw new ControlException(
                        Kind.REFUSED,
                        "unknown command \"" + command
                                + "\"; the commands are status, history, hold, release, restart, stop, start, reboot, note,"
                                + " report, network and network_drill");
        };
    }

    private JsonObject status() throws ControlException {
        return status.get().orElseThrow(() -> new ControlException(Kind.REFUSED, "the watchdog is just starting"));
    }

    private JsonObject history(JsonObject request) throws ControlException {
        long after = request.integer("after").orElse(-1L);
        long limit = request.integer("limit").orElse(50L);
        if (limit < 1 || limit > MAX_EVENTS) {
            throw new ControlException(Kind.REFUSED, "\"limit\" must be from 1 to " + MAX_EVENTS);
        }
        List<JsonObject> events =
                journal.after(after, (int) limit).stream().map(Event::toJson).toList();
        Json.ObjectBuilder reply = Json.object().put("events", events).put("lost", journal.dropped());
        if (request.bool("with_status").orElse(false)) {
            boolean withHeartbeats = !request.bool("without_heartbeats").orElse(false);
            reply.put("status", withHeartbeats ? status() : withoutHeartbeats(status()));
        }
        return reply.build();
    }

    /** Most of a status is what the services wrote into their heartbeats; whoever asks often has read them already. */
    private static JsonObject withoutHeartbeats(JsonObject status) {
        List<Json> services = status.items("services").stream()
                .map(service -> service instanceof JsonObject object ? without(object, "heartbeat") : service)
                .toList();
        Map<String, Json> members = new LinkedHashMap<>(status.members());
        members.computeIfPresent("services", (_, _) -> Json.array(services));
        return new JsonObject(members);
    }

    private static JsonObject without(JsonObject object, String member) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.remove(member);
        return new JsonObject(members);
    }

    private static LongFunction<OperatorRequest> hold(JsonObject request, Peer peer) throws ControlException {
        Duration duration = DEFAULT_HOLD;
        Optional<String> requestedDuration = request.text("length");
        if (requestedDuration.isPresent()) {
            duration = ConfigUnits.parseDuration(requestedDuration.get())
                    .orElseThrow(() -> new ControlException(
                            Kind.REFUSED,
                            "\"" + requestedDuration.get()
                                    + "\" is not a duration: expected something like 30min or 2h"));
        }
        Duration holdDuration = duration;
        Optional<String> service = request.text("service");
        String reason = toOneLine(request.text("why").orElse(""));
        return id -> new OperatorRequest.PlaceHold(id, requester(request, peer), service, holdDuration, reason);
    }

    private static String service(JsonObject request) throws ControlException {
        return request.text("service").orElseThrow(() -> new ControlException(Kind.REFUSED, "\"service\" is missing"));
    }

    /** Records what an operator did without the watchdog, such as stopping a recording. */
    private JsonObject note(JsonObject request, Peer peer) throws ControlException {
        checkOperator(peer);
        String text = request.text("text").map(ControlCommands::toOneLine).orElse("");
        if (text.isBlank()) {
            throw new ControlException(Kind.REFUSED, "\"text\" is missing");
        }
        journal.record(
                EventKind.OPERATOR_REQUEST,
                request.text("service"),
                text + ", asked for by " + requester(request, peer));
        return Json.object().put("message", "noted").build();
    }

    /** Records what another process observed, such as data that the agent had to drop. */
    private JsonObject report(JsonObject request, Peer peer) throws ControlException {
        checkOperator(peer);
        reportRecorder.record(request.text("service"), request.text("text").orElse(""));
        return Json.object().put("message", "reported").build();
    }

    /** Takes a reading of the network, on which repairs depend. */
    private JsonObject network(JsonObject request, Peer peer) throws ControlException {
        checkOperator(peer);
        networkReadings.accept(request.object("reading")
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "\"reading\" is missing")));
        return Json.object().put("message", "received").build();
    }

    /** Executes a rung for a drill. Not for every operator: the agent is one, and a program that speaks with the network. */
    private JsonObject networkDrill(JsonObject request, Peer peer) throws ControlException {
        if (!UNBUDGETED_USERS.contains(peer.user())) {
            throw new ControlException(Kind.NOT_ALLOWED, "only root may drill repairs of the network: use sudo");
        }
        String link = request.text("link")
                .filter(LinkReading::isRepairableName)
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "\"link\" is no name of an interface"));
        try {
            RungExit exit = networkDrill.execute(link);
            String status = exit.status().name().toLowerCase(Locale.ROOT);
            journal.record(
                    EventKind.OPERATOR_REQUEST,
                    Optional.of(Incident.NETWORK),
                    "drill: renew of " + link + " " + status + ": " + toOneLine(exit.detail()) + ", asked for by "
                            + requester(request, peer));
            return Json.object()
                    .put("status", status)
                    .put("detail", exit.detail())
                    .build();
        } catch (InterruptedException stopping) {
            throw new ControlException(Kind.NO_ANSWER, "the watchdog is shutting down");
        }
    }

    /** The user identified by the kernel, and on whose behalf that user claims to act. */
    private static String requester(JsonObject request, Peer peer) {
        return peer.user()
                + request.text("for").map(name -> " for " + toOneLine(name)).orElse("");
    }

    private static String toOneLine(String text) {
        String clean = PlainText.of(text).strip();
        return clean.substring(0, Math.min(clean.length(), MAX_NOTE_LENGTH));
    }

    private void checkOperator(Peer peer) throws ControlException {
        if (!operators.contains(peer.user())) {
            throw new ControlException(
                    Kind.NOT_ALLOWED,
                    "user " + peer.user() + " may query but not control the watchdog: run as root, or add "
                            + peer.user() + " to watchdog.operators");
        }
    }

    private JsonObject submit(Peer peer, LongFunction<OperatorRequest> request) throws ControlException {
        checkOperator(peer);
        try {
            OperatorReply reply = requestQueue.submit(request).get(REPLY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (!reply.accepted()) {
                throw new ControlException(Kind.REFUSED, reply.message());
            }
            return Json.object().put("message", reply.message()).build();
        } catch (TimeoutException timedOut) {
            throw new ControlException(Kind.NO_ANSWER, "the watchdog's main loop did not respond in time: see its log");
        } catch (ExecutionException | InterruptedException stopping) {
            throw new ControlException(Kind.NO_ANSWER, "the watchdog is shutting down");
        }
    }
}
