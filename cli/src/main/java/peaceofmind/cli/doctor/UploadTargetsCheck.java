// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether the targets of uploads can be used, and for how long, as the recorder says. */
final class UploadTargetsCheck implements Check {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration EXPIRES_SOON = Duration.ofDays(3);

    @Override
    public String name() {
        return "upload targets";
    }

    @Override
    public String rationale() {
        return "a password that was changed or a login that expired is noticed before the disk is full of videos";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (!context.hasPackagedRecorder()) {
            return Finding.notApplicable("another program than the recorder of this package is watched");
        } else if (context.config().recorder().upload().targets().isEmpty()) {
            return Finding.notApplicable("no uploads are configured: videos stay on the device");
        }
        JsonObject status;
        try {
            status = new RecorderClient(
                            context.machine().path(context.config().recorder().socket()), REQUEST_TIMEOUT)
                    .status()
                    .json();
        } catch (ControlException unavailable) {
            return Finding.unknown(String.valueOf(unavailable.getMessage()), "peace status; systemctl start recorder");
        }
        return judge(status, Clock.system().now());
    }

    static Finding judge(JsonObject status, Instant now) {
        List<String> problems = new ArrayList<>();
        List<String> expiring = new ArrayList<>();
        List<JsonObject> targets = status.items("uploads").stream()
                .filter(JsonObject.class::isInstance)
                .map((Json item) -> (JsonObject) item)
                .toList();
        for (JsonObject target : targets) {
            String name = target.text("target").orElse("?");
            if (target.bool("up").filter(up -> !up).isPresent()) {
                problems.add(name + ": " + target.text("problem").orElse("cannot be used"));
            }
            target.text("login_expires_at")
                    .flatMap(UploadTargetsCheck::time)
                    .filter(time -> now.plus(EXPIRES_SOON).isAfter(time))
                    .ifPresent(time -> expiring.add(name + ": the login expires at " + time));
        }
        if (!problems.isEmpty()) {
            return Finding.bad(String.join("; ", problems), "correct what the message says; peace recorder status");
        } else if (!expiring.isEmpty()) {
            return Finding.attention(
                    String.join("; ", expiring),
                    "peace recorder login; publish the app at console.cloud.google.com, so that logins last");
        }
        return Finding.good(targets.size() + " configured, none with a problem");
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
