// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether every receiver accepts what the agent sends, tried by the agent with its own permissions and credentials. */
final class ReceiversCheck implements Check {

    /** The agent allows each receiver 8 s, in parallel. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    @Override
    public String name() {
        return "receivers";
    }

    @Override
    public String rationale() {
        return "data that they reject is not visible remotely, and fills the disk";
    }

    @Override
    public Finding run(DoctorContext context) {
        JsonObject response;
        try {
            response = new AgentClient(
                            context.machine().path(context.config().agent().socket()), REQUEST_TIMEOUT)
                    .send(Json.object().put("command", "receivers_test"));
        } catch (ControlException unavailable) {
            return Finding.unknown(
                    String.valueOf(unavailable.getMessage()), "peace status; systemctl start recorder-agent");
        }
        List<String> problems = new ArrayList<>();
        List<Json> receivers = response.items("receivers");
        for (Json item : receivers) {
            if (item instanceof JsonObject receiver) {
                String problem = receiver.text("problem").orElse("");
                if (!problem.isEmpty()) {
                    problems.add(receiver.text("kind").orElse("") + ": " + problem);
                }
            }
        }
        if (receivers.isEmpty()) {
            return Finding.notApplicable("none configured: nothing leaves the device");
        }
        return problems.isEmpty()
                ? Finding.good(receivers.size() + " tried, each accepts what is sent")
                : Finding.bad(String.join("; ", problems), "enter address and password again with sudo peace setup");
    }
}
