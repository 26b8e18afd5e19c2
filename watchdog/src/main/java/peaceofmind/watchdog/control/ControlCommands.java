package peaceofmind.watchdog.control;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.watchdog.events.Event;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.Answer;
import peaceofmind.watchdog.policy.OperatorRequest;

/**
 * The commands of the control socket. Everybody on the device may look; only root, the watchdog's own user and the configured
 * operators may act, as the kernel says who is asking.
 */
public final class ControlCommands implements ControlHandler {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(8);
    private static final int MAX_EVENTS = 1000;
    private static final int MAX_NOTE_LENGTH = 200;
    private static final Duration STANDARD_HOLD = Duration.ofHours(1);

    /** Other operators may be programs, such as the agent: one gone wrong must not reboot the device without end. */
    private static final Set<String> ALWAYS_OBEYED = new HashSet<>(List.of("root", System.getProperty("user.name")));

    private final Supplier<Optional<JsonObject>> status;
    private final EventJournal journal;
    private final Requests requests;
    private final Reports reports;
    private final Set<String> operators;

    /**
     * @param status the report; empty before the first look
     * @param operators users who may act
     */
    public ControlCommands(
            Supplier<Optional<JsonObject>> status,
            EventJournal journal,
            Requests requests,
            Set<String> operators,
            Clock clock) {
        this.status = status;
        this.journal = journal;
        this.requests = requests;
        this.reports = new Reports(journal, clock);
        this.operators = Set.copyOf(operators);
    }

    @Override
    public JsonObject handle(JsonObject request, Peer peer) throws ControlException {
        String command = request.text("command").orElse("");
        return switch (command) {
            case "status" -> status();
            case "history" -> history(request);
            case "hold" -> act(peer, hold(request, peer));
            case "release" -> {
                Optional<String> service = request.text("service");
                yield act(peer, id -> new OperatorRequest.Release(id, asker(request, peer), service));
            }
            case "restart" -> {
                String service = service(request);
                yield act(peer, id -> new OperatorRequest.RestartService(id, asker(request, peer), service));
            }
            case "stop" -> {
                String service = service(request);
                yield act(peer, id -> new OperatorRequest.StopService(id, asker(request, peer), service));
            }
            case "start" -> {
                String service = service(request);
                yield act(peer, id -> new OperatorRequest.StartService(id, asker(request, peer), service));
            }
            case "reboot" -> {
                boolean budgeted = !ALWAYS_OBEYED.contains(peer.user());
                yield act(peer, id -> new OperatorRequest.RebootDevice(id, asker(request, peer), budgeted));
            }
            case "note" -> note(request, peer);
            case "report" -> report(request, peer);
            default ->
                throw new ControlException(
                        Kind.REFUSED,
                        "unknown command \"" + command
                                + "\": status, history, hold, release, restart, stop, start, reboot, note and report"
                                + " are known");
        };
    }

    private JsonObject status() throws ControlException {
        return status.get().orElseThrow(() -> new ControlException(Kind.REFUSED, "the watchdog is just starting"));
    }

    private JsonObject history(JsonObject request) throws ControlException {
        long after = request.whole("after").orElse(-1L);
        long limit = request.whole("limit").orElse(50L);
        if (limit < 1 || limit > MAX_EVENTS) {
            throw new ControlException(Kind.REFUSED, "\"limit\" must be from 1 to " + MAX_EVENTS);
        }
        List<JsonObject> events =
                journal.after(after, (int) limit).stream().map(Event::toJson).toList();
        Json.ObjectBuilder answer = Json.object().put("events", events).put("lost", journal.lost());
        if (request.bool("with_status").orElse(false)) {
            answer.put("status", status());
        }
        return answer.build();
    }

    private static LongFunction<OperatorRequest> hold(JsonObject request, Peer peer) throws ControlException {
        Duration length = STANDARD_HOLD;
        Optional<String> asked = request.text("length");
        if (asked.isPresent()) {
            length = ConfigUnits.parseDuration(asked.get())
                    .orElseThrow(() -> new ControlException(
                            Kind.REFUSED, "\"" + asked.get() + "\" is no length of time, such as 30min or 2h"));
        }
        Duration chosen = length;
        Optional<String> service = request.text("service");
        String why = request.text("why").orElse("");
        return id -> new OperatorRequest.PlaceHold(id, asker(request, peer), service, chosen, why);
    }

    private static String service(JsonObject request) throws ControlException {
        return request.text("service")
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "which service? \"service\" is missing"));
    }

    /** Writes down what an operator did past the watchdog, such as stopping a recording. */
    private JsonObject note(JsonObject request, Peer peer) throws ControlException {
        checkOperator(peer);
        String text = request.text("text").map(ControlCommands::oneLine).orElse("");
        if (text.isBlank()) {
            throw new ControlException(Kind.REFUSED, "what is to be noted? \"text\" is missing");
        }
        journal.record(
                EventKind.OPERATOR_REQUEST, request.text("service"), text + ", asked for by " + asker(request, peer));
        return Json.object().put("message", "noted").build();
    }

    /** Writes down what another program of ours found out, such as data that the agent had to give up. */
    private JsonObject report(JsonObject request, Peer peer) throws ControlException {
        checkOperator(peer);
        reports.record(request.text("service"), request.text("text").orElse(""));
        return Json.object().put("message", "reported").build();
    }

    /** Who asks: the user, as the kernel says, and on whose behalf that user says to ask. */
    private static String asker(JsonObject request, Peer peer) {
        return peer.user()
                + request.text("for").map(name -> " for " + oneLine(name)).orElse("");
    }

    private static String oneLine(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.substring(0, Math.min(clean.length(), MAX_NOTE_LENGTH));
    }

    private void checkOperator(Peer peer) throws ControlException {
        if (!operators.contains(peer.user())) {
            throw new ControlException(
                    Kind.NOT_ALLOWED,
                    "user " + peer.user()
                            + " may look, but not act: be root, or have the user added to \"operators\" in the"
                            + " configuration of the watchdog");
        }
    }

    private JsonObject act(Peer peer, LongFunction<OperatorRequest> request) throws ControlException {
        checkOperator(peer);
        try {
            Answer answer = requests.submit(request).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.accepted()) {
                throw new ControlException(Kind.REFUSED, answer.message());
            }
            return Json.object().put("message", answer.message()).build();
        } catch (TimeoutException late) {
            throw new ControlException(Kind.NO_ANSWER, "the watchdog's loop did not answer in time: see its log");
        } catch (ExecutionException | InterruptedException ending) {
            throw new ControlException(Kind.NO_ANSWER, "the watchdog is ending");
        }
    }
}
