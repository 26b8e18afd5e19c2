// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.upload.youtube.GoogleLogin;
import peaceofmind.recorder.upload.youtube.GoogleLogin.State;

/** The socket's commands that log in to targets of uploads. The token stays in this process and in its file. */
public final class LoginCommands implements AutoCloseable {

    private final Map<String, GoogleLogin> logins;

    /** @param logins by the names of the targets */
    public LoginCommands(Map<String, GoogleLogin> logins) {
        this.logins = new TreeMap<>(logins);
    }

    /** Starts a login to {@code target}, which need not be named when there is only one; {@code browser}: in one of this machine. */
    JsonObject start(JsonObject request) throws ControlException, InterruptedException {
        String name = target(request);
        return json(name, login(name).start(request.bool("browser").orElse(false)));
    }

    /** How far the login to {@code target} is. */
    JsonObject status(JsonObject request) throws ControlException {
        String name = target(request);
        return json(name, login(name).state());
    }

    private String target(JsonObject request) throws ControlException {
        Optional<String> named = request.text("target");
        if (logins.isEmpty()) {
            throw new ControlException(
                    Kind.REFUSED, "no target of uploads needs a login: set recorder.upload.targets with youtube");
        } else if (named.isEmpty() && logins.size() > 1) {
            throw new ControlException(Kind.REFUSED, "name one of the targets: " + String.join(", ", logins.keySet()));
        }
        return named.orElseGet(() -> logins.keySet().iterator().next());
    }

    private GoogleLogin login(String name) throws ControlException {
        return Optional.ofNullable(logins.get(name))
                .orElseThrow(() -> new ControlException(
                        Kind.REFUSED,
                        "\"" + name + "\" is not a target that needs a login; these do: "
                                + String.join(", ", logins.keySet())));
    }

    private static JsonObject json(String name, State state) {
        Json.ObjectBuilder json = Json.object().put("target", name);
        switch (state) {
            case State.None _ -> json.put("state", "none").put("message", "no login was started");
            case State.Pending waiting ->
                json.put("state", "waiting")
                        .put("address", waiting.address())
                        .put("code", waiting.code())
                        .put("until", waiting.until().toString());
            case State.Done done ->
                json.put("state", "done")
                        .put(
                                "message",
                                "logged in"
                                        + done.expiresAt()
                                                .map(LoginCommands::expiry)
                                                .orElse(""));
            case State.Failed failed -> json.put("state", "failed").put("message", failed.reason());
        }
        return json.build();
    }

    private static String expiry(Instant time) {
        return " until " + time + ": after that it must be repeated; publish the app at console.cloud.google.com to"
                + " avoid that";
    }

    @Override
    public void close() {
        logins.values().forEach(GoogleLogin::close);
    }
}
