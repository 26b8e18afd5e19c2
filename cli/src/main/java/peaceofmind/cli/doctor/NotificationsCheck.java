// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.time.Duration;
import java.util.List;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether the agent can send through every channel, as far as it has tried, and whether others can read it or press its buttons. */
final class NotificationsCheck implements Check {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public String rationale() {
        return "a channel that fails is noticed when nobody was notified";
    }

    @Override
    public Finding run(DoctorContext context) {
        JsonObject response;
        try {
            response = new AgentClient(
                            context.machine().path(context.config().agent().socket()), REQUEST_TIMEOUT)
                    .send(Json.object().put("command", "alerts"));
        } catch (ControlException unavailable) {
            return Finding.unknown(
                    String.valueOf(unavailable.getMessage()), "peace status; systemctl start recorder-agent");
        }
        List<String> channels = texts(response, "channels");
        List<String> problems = texts(response, "problems");
        List<String> warnings = ConfigReview.warnings(context.config());
        if (channels.isEmpty()) {
            return Finding.notApplicable("no channel configured: alerts are only shown (alerts.mail, alerts.webhooks)");
        } else if (!problems.isEmpty()) {
            return Finding.bad(
                    String.join("; ", problems), "correct it in the configuration, then try it: peace alert test");
        }
        return warnings.isEmpty()
                ? Finding.good(channels.size() + " channels, none failed lately; to try them: peace alert test")
                : Finding.attention(
                        String.join("; ", warnings), "correct it in the configuration, as docs/alerts.md says");
    }

    private static List<String> texts(JsonObject response, String name) {
        return response.items(name).stream()
                .filter(Json.JsonText.class::isInstance)
                .map(item -> ((Json.JsonText) item).value())
                .toList();
    }
}
