// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.cli.network.RepairScript;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.foundation.config.NetworkConfig;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;

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
        Optional<RepairScript> script = RepairScript.find(context.machine());
        if (context.isDemo() || script.isEmpty()) {
            return Finding.notApplicable("only on a device with the package installed");
        }
        NetworkConfig config = context.config().watchdog().network();
        try {
            List<LinkReading> links = links(context);
            if (links.isEmpty()) {
                return Finding.notApplicable("no interface of this device has led to the internet so far");
            }
            List<LinkRepairs> repairs = new ArrayList<>();
            for (LinkReading link : links) {
                repairs.add(LinkRepairs.of(script.get(), link.name(), config.powerCycle()));
            }
            return judge(config, repairs);
        } catch (ControlException unavailable) {
            return Finding.unknown(
                    String.valueOf(unavailable.getMessage()), "peace status; systemctl start recorder-agent");
        }
    }

    private static Finding judge(NetworkConfig config, List<LinkRepairs> repairs) {
        String all = repairs.stream().map(LinkRepairs::text).collect(Collectors.joining("; "));
        if (!config.repair()) {
            return Finding.notApplicable("off (network.repair); possible here: " + all);
        } else if (repairs.stream().anyMatch(link -> link.possible().isEmpty())) {
            return Finding.attention(
                    "some interfaces cannot be repaired: " + all,
                    "have NetworkManager, systemd-networkd, dhcpcd or ifupdown manage them (docs/network.md)");
        } else if (config.powerCycle()
                && repairs.stream().allMatch(link -> link.impossible().containsKey(NetworkRung.POWER_CYCLE))) {
            return Finding.attention(
                    "network.power_cycle is on, and no interface's power can be switched: " + all,
                    "see docs/network.md, or set network.power_cycle: false");
        }
        return Finding.good(all + (config.rebootAfter().isPresent() ? "; last, a reboot" : ""));
    }

    /**
     * What is possible for an interface.
     *
     * @param impossible the other rungs, each with its reason
     */
    private record LinkRepairs(String link, List<NetworkRung> possible, Map<NetworkRung, String> impossible) {

        static LinkRepairs of(RepairScript script, String link, boolean powerCycle) throws InterruptedException {
            List<NetworkRung> possible = new ArrayList<>();
            Map<NetworkRung, String> impossible = new EnumMap<>(NetworkRung.class);
            for (NetworkRung rung : NetworkRung.values()) {
                if (!rung.isOfInterface() || (rung == NetworkRung.POWER_CYCLE && !powerCycle)) {
                    continue;
                }
                Optional<String> reason = script.whyImpossible(rung, link);
                reason.ifPresentOrElse(why -> impossible.put(rung, why), () -> possible.add(rung));
            }
            return new LinkRepairs(link, List.copyOf(possible), impossible);
        }

        String text() {
            StringBuilder text = new StringBuilder(link).append(": ");
            text.append(possible.isEmpty() ? "nothing" : rungs());
            impossible.forEach((rung, reason) ->
                    text.append("; no ").append(rung.word()).append(": ").append(reason));
            return text.toString();
        }

        private String rungs() {
            return possible.stream().map(NetworkRung::word).collect(Collectors.joining(", "));
        }
    }

    private static List<LinkReading> links(DoctorContext context) throws ControlException {
        return new AgentClient(context.machine().path(context.config().agent().socket()), REQUEST_TIMEOUT)
                .send(Json.object().put("command", "network"))
                .object("reading")
                .map(NetworkReading::parse)
                .map(NetworkReading::links)
                .orElse(List.of());
    }
}
