// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.List;
import java.util.Optional;

/** Whether the wall clock is synchronised over the network. */
final class ClockCheck implements Check {

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String rationale() {
        return "a wrong clock breaks TLS, misnames videos and gets samples rejected; restarts do not depend on it";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        Optional<String> output = context.machine().output("timedatectl", "show", "-p", "NTP", "-p", "NTPSynchronized");
        if (output.isEmpty()) {
            return Finding.unknown("timedatectl does not respond", "check the time: date");
        }
        List<String> lines = output.get().lines().toList();
        if (lines.contains("NTPSynchronized=yes")) {
            return Finding.good("synchronised over the network");
        } else if (lines.contains("NTP=yes")) {
            return Finding.attention(
                    "not synchronised yet", "wait a minute after boot; then: timedatectl timesync-status");
        }
        return Finding.bad("network time is off", "sudo timedatectl set-ntp true")
                .withFix(List.of(List.of("timedatectl", "set-ntp", "true")));
    }
}
