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

/** Whether the device can be reached from afar, and for how long. */
final class TailscaleCheck implements Check {

    private static final Duration SOON = Duration.ofDays(14);

    @Override
    public String name() {
        return "tailscale";
    }

    @Override
    public String why() {
        return "a device whose key has expired can't be reached any more: somebody must travel";
    }

    @Override
    public Finding look(Patient patient) throws InterruptedException {
        return switch (patient.machine().run(List.of("tailscale", "status", "--json"))) {
            case Subprocess.NotStarted _ ->
                Finding.notHere("not installed: docs/remote-access.md tells how to reach a device");
            case Subprocess.TimedOut _ ->
                Finding.cannotTell("it does not answer", "sudo systemctl restart tailscaled, over the local network");
            case Subprocess.Exited ended ->
                judge(ended.output(), patient.machine().now());
        };
    }

    static Finding judge(String text, Instant now) {
        JsonObject json;
        try {
            json = Json.parseObject(text);
        } catch (JsonException unreadable) {
            return Finding.cannotTell("it answers with something unreadable", "tailscale status");
        }
        String state = json.text("BackendState").orElse("unknown");
        if (!state.equals("Running")) {
            return Finding.bad("it is not connected (" + state + ")", "sudo tailscale up");
        }
        Optional<Instant> expiry =
                json.object("Self").flatMap(self -> self.text("KeyExpiry")).flatMap(TailscaleCheck::time);
        if (expiry.isEmpty()) {
            return Finding.good("connected, its key does not expire");
        }
        Duration left = Duration.between(now, expiry.get());
        String mend = "disable key expiry for this device in Tailscale's admin console";
        return left.compareTo(SOON) < 0
                ? Finding.bad("its key expires in " + Math.max(0, left.toDays()) + " days", mend)
                : Finding.attention("connected; its key expires in " + left.toDays() + " days", mend);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }
}
