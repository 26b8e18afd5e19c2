package peaceofmind.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether every receiver takes what the agent sends: tried by the agent itself, with its own rights and credentials. */
final class ReceiversCheck implements Check {

    /** The agent gives each receiver 8 s, all at the same time. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    @Override
    public String name() {
        return "receivers";
    }

    @Override
    public String why() {
        return "what they don't take is not seen from afar, and fills the disk";
    }

    @Override
    public Finding look(Patient patient) {
        JsonObject answer;
        try {
            answer = new ControlClient(
                            "the agent",
                            patient.machine().path(patient.config().agent().socket()))
                    .send(Json.object().put("command", "receivers_test").build(), LIMIT);
        } catch (ControlException silent) {
            return Finding.cannotTell(
                    String.valueOf(silent.getMessage()), "peace status; systemctl start recorder-agent");
        }
        List<String> wrong = new ArrayList<>();
        List<Json> receivers = answer.items("receivers");
        for (Json item : receivers) {
            if (item instanceof JsonObject receiver) {
                String problem = receiver.text("problem").orElse("");
                if (!problem.isEmpty()) {
                    wrong.add(receiver.text("kind").orElse("") + ": " + problem);
                }
            }
        }
        if (receivers.isEmpty()) {
            return Finding.notHere("the configuration names none: nothing leaves the device");
        }
        return wrong.isEmpty()
                ? Finding.good(receivers.size() + " tried, each takes what is sent")
                : Finding.bad(String.join("; ", wrong), "sudo peace setup asks for address and password anew");
    }
}
