// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.Subprocess;

/** Which repairs of the network are possible here, by whatever manages the interfaces. */
final class NetworkRepairCheck implements Check {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "network repair";
    }

    @Override
    public String rationale() {
        return "a device that nobody can reach must find its own way back";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        Optional<Path> command = command(context);
        if (context.isDemo() || command.isEmpty()) {
            return Finding.notApplicable("only on a device with the package installed");
        }
        boolean isOn = context.config().watchdog().network().repair();
        try {
            List<LinkReading> links = links(context);
            if (links.isEmpty()) {
                return Finding.notApplicable("no interface of this device has led to the internet so far");
            }
            List<String> possible = new ArrayList<>();
            List<String> without = new ArrayList<>();
            for (LinkReading link : links) {
                String rungs = rungs(context, command.get(), link.name());
                (rungs.isEmpty() ? without : possible).add(link.name() + ": " + (rungs.isEmpty() ? "nothing" : rungs));
            }
            return judge(isOn, String.join("; ", possible), String.join("; ", without));
        } catch (ControlException unavailable) {
            return Finding.unknown(
                    String.valueOf(unavailable.getMessage()), "peace status; systemctl start recorder-agent");
        }
    }

    private static Finding judge(boolean isOn, String possible, String without) {
        String all = Stream.of(possible, without)
                .filter(text -> !text.isEmpty())
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        if (!isOn) {
            return Finding.notApplicable("off (network.repair); possible here: " + all);
        }
        return without.isEmpty()
                ? Finding.good(all)
                : Finding.attention(
                        "some interfaces cannot be repaired: " + all,
                        "have NetworkManager, systemd-networkd, dhcpcd or ifupdown manage them (docs/network.md)");
    }

    private static List<LinkReading> links(DoctorContext context) throws ControlException {
        return new AgentClient(context.machine().path(context.config().agent().socket()), REQUEST_TIMEOUT)
                .send(Json.object().put("command", "network"))
                .object("reading")
                .map(NetworkReading::parse)
                .map(NetworkReading::links)
                .orElse(List.of());
    }

    /** The installed version's; empty where the package is not installed. */
    private static Optional<Path> command(DoctorContext context) {
        try (Stream<Path> versions = Files.list(context.machine().path("/usr/lib/peace"))) {
            return versions.map(version -> version.resolve("bin/network-repair"))
                    .filter(Files::isRegularFile)
                    .findFirst();
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    private static String rungs(DoctorContext context, Path command, String link) throws InterruptedException {
        List<String> possible = new ArrayList<>();
        for (NetworkRung rung : NetworkRung.values()) {
            boolean isPossible = context.machine().run(List.of(command.toString(), "--possible", rung.word(), link))
                            instanceof Subprocess.Exited exited
                    && exited.succeeded();
            if (isPossible) {
                possible.add(rung.word());
            }
        }
        return String.join(", ", possible);
    }
}
