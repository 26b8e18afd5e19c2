// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether the service that expects pings accepts one, tried by the agent with its own permissions. */
final class PingCheck implements Check {

    /** The agent waits 8 s for a result. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public String rationale() {
        return "a dead device reports nothing: only somebody who misses its pings can";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (context.config().pings().isEmpty()) {
            return Finding.notApplicable(
                    "not configured: without a server of your own, nobody reports that this device is dead (section ping)");
        }
        try {
            return judge(new AgentClient(
                            context.machine().path(context.config().agent().socket()), REQUEST_TIMEOUT)
                    .send(Json.object().put("command", "ping_test")));
        } catch (ControlException unavailable) {
            return Finding.unknown(
                    String.valueOf(unavailable.getMessage()), "peace status; systemctl start recorder-agent");
        }
    }

    private static Finding judge(JsonObject response) {
        String problem = response.text("problem").orElse("");
        Optional<Instant> lastSuccess = response.text("last_success").flatMap(PingCheck::time);
        String last = lastSuccess
                .map(at -> "last accepted ping: " + LocalTimestamp.format(at))
                .orElse("no ping was accepted since the agent started");
        return problem.isEmpty()
                ? Finding.good(last)
                : Finding.bad(
                        problem + "; " + last,
                        "check ping.url or ping.url_file in the configuration, or enter it again with sudo peace setup");
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException invalid) {
            return Optional.empty();
        }
    }
}
