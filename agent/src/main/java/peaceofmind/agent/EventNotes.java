package peaceofmind.agent;

import java.time.Duration;
import java.util.function.Consumer;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.Log;
import peaceofmind.heartbeat.json.Json;

/**
 * What a person should find later stands whole in the log, and with its first 200 characters in the watchdog's journal of events, which
 * {@code peace watchdog history} shows.
 */
record EventNotes(ControlClient watchdog, Log log) implements Consumer<String> {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    @Override
    public void accept(String words) {
        log.error(words);
        try {
            watchdog.ask(
                    Json.object()
                            .put("command", "note")
                            .put("text", words)
                            .put("for", "the agent")
                            .build(),
                    LIMIT);
        } catch (ControlException notNoted) {
            log.warn("this is in the log only, the watchdog's journal has not taken it: " + notNoted.getMessage());
        }
    }
}
