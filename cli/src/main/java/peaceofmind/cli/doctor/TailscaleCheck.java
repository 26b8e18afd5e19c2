// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.Subprocess;

/** Whether the device can be reached remotely, and for how long. */
final class TailscaleCheck implements Check {

    private static final Duration EXPIRY_WARNING = Duration.ofDays(14);

    @Override
    public String name() {
        return "tailscale";
    }

    @Override
    public String rationale() {
        return "a device whose key has expired cannot be reached: somebody must travel to it";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        return switch (context.machine().run(List.of("tailscale", "status", "--json"))) {
            case Subprocess.NotStarted _ -> Finding.notApplicable("not installed: see docs/remote-access.md");
            case Subprocess.TimedOut _ ->
                Finding.unknown("it does not respond", "sudo systemctl restart tailscaled, over the local network");
            case Subprocess.Exited exited ->
                evaluate(exited.output(), context.machine().now());
        };
    }

    static Finding evaluate(String text, Instant now) {
        JsonObject json;
        try {
            json = Json.parseObject(text);
        } catch (JsonException unreadable) {
            return Finding.unknown("cannot parse its output", "tailscale status");
        }
        String state = json.text("BackendState").orElse("unknown");
        if (!state.equals("Running")) {
            return Finding.bad("it is not connected (" + state + ")", "sudo tailscale up");
        }
        Optional<Instant> expiry =
                json.object("Self").flatMap(self -> self.text("KeyExpiry")).flatMap(TailscaleCheck::parseTime);
        if (expiry.isEmpty()) {
            return Finding.good("connected, its key does not expire");
        }
        Duration remaining = Duration.between(now, expiry.get());
        String remedy = "disable key expiry for this device in Tailscale's admin console";
        return remaining.compareTo(EXPIRY_WARNING) < 0
                ? Finding.bad("its key expires in " + Math.max(0, remaining.toDays()) + " days", remedy)
                : Finding.attention("connected; its key expires in " + remaining.toDays() + " days", remedy);
    }

    private static Optional<Instant> parseTime(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException invalid) {
            return Optional.empty();
        }
    }
}
