package peaceofmind.cli.doctor;

import java.util.List;
import java.util.Optional;

/** Whether the wall clock is set over the network. */
final class ClockCheck implements Check {

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String rationale() {
        return "a wrong clock breaks TLS, names videos wrongly and has samples refused; restarts don't depend on it";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        Optional<String> output = context.machine().output("timedatectl", "show", "-p", "NTP", "-p", "NTPSynchronized");
        if (output.isEmpty()) {
            return Finding.cannotTell("timedatectl does not answer", "look at the time yourself: date");
        }
        List<String> lines = output.get().lines().toList();
        if (lines.contains("NTPSynchronized=yes")) {
            return Finding.good("set over the network");
        } else if (lines.contains("NTP=yes")) {
            return Finding.attention(
                    "not set yet, though it should be", "wait a minute after boot; then: timedatectl timesync-status");
        }
        return Finding.bad("nothing sets it", "sudo timedatectl set-ntp true")
                .withFix(List.of(List.of("timedatectl", "set-ntp", "true")));
    }
}
