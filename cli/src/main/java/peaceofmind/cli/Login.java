// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A login, which the recorder performs: the token never leaves it. */
final class Login {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final RecorderClient recorder;
    private final PrintWriter out;

    Login(RecorderClient recorder, PrintWriter out) {
        this.recorder = recorder;
        this.out = out;
    }

    /** Returns the exit code: 1 when the login failed. */
    int run(Optional<String> target, boolean browser) throws ControlException, InterruptedException {
        Json.ObjectBuilder request = Json.object().put("command", "login").put("browser", browser);
        target.ifPresent(name -> request.put("target", name));
        JsonObject reply = recorder.send(request);
        String name = reply.text("target").orElse("");
        print(reply);
        while (reply.text("state").filter("waiting"::equals).isPresent()) {
            Clock.system().sleep(POLL_INTERVAL);
            reply = recorder.send(Json.object().put("command", "login_status").put("target", name));
        }
        out.println(name + ": " + reply.text("message").orElseGet(reply::toJson));
        return reply.text("state").filter("done"::equals).isPresent() ? 0 : 1;
    }

    private void print(JsonObject reply) {
        if (reply.text("address").isEmpty()) {
            return;
        }
        out.println("Open " + reply.text("address").get());
        reply.text("code").ifPresent(text -> out.println("and enter the code " + text));
        out.println("Waiting for the login; Ctrl-C leaves it to the recorder.");
        out.flush();
    }
}
