package peaceofmind.cli.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Has the agent try what was configured: it is the one that will use it, with its own rights. */
final class LiveTrial {

    private static final Duration LIMIT = Duration.ofSeconds(12);

    private final ControlClient agent;
    private final Clock clock;
    private int failed;

    LiveTrial(ControlClient agent, Clock clock) {
        this.agent = agent;
        this.clock = clock;
    }

    /** What did not work. */
    int failed() {
        return failed;
    }

    /**
     * Tries receivers and mail; what came of it, in words.
     *
     * @param patience how long an agent that has just been restarted may take to answer
     */
    List<String> run(Sending sending, Duration patience) throws InterruptedException {
        List<String> told = new ArrayList<>();
        try {
            if (sending.metrics().isPresent() || sending.logs().isPresent()) {
                for (Json item : ask("receivers_test", patience).items("receivers")) {
                    if (item instanceof JsonObject receiver) {
                        told.add(receiver(receiver));
                    }
                }
            }
            if (sending.mail().isPresent()) {
                told.add("mail: " + ask("alert_test", patience).text("message").orElse("")
                        + ": look whether it arrives");
            }
        } catch (ControlException problem) {
            failed++;
            told.add("NOT tried: " + problem.getMessage());
        }
        return told;
    }

    private String receiver(JsonObject receiver) {
        String kind = receiver.text("kind").orElse("") + ": ";
        String problem = receiver.text("problem").orElse("");
        if (problem.isEmpty()) {
            return kind + receiver.text("host").orElse("") + " takes what is sent";
        }
        failed++;
        return kind + "NOT taken: " + problem;
    }

    private JsonObject ask(String command, Duration patience) throws ControlException, InterruptedException {
        long end = clock.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return agent.send(Json.object().put("command", command).build(), LIMIT);
            } catch (ControlException starting) {
                if (starting.kind() != ControlException.Kind.NOT_RUNNING || clock.nanoTime() - end >= 0) {
                    throw starting;
                }
                clock.sleep(Duration.ofMillis(500));
            }
        }
    }
}
