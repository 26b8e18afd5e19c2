// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.watchdog.config.ProbeConfig.CommandTarget;

/**
 * How a service without a heartbeat file shows that it is alive: {@code watchdog.services[].liveness}.
 *
 * @param all whether every probe must succeed; otherwise one of them is enough
 * @param probes at least one
 */
public record LivenessConfig(boolean all, List<ProbeConfig> probes) {

    /** Each has a thread. */
    static final int MAX_PROBES = 8;

    private static final String ALL = "all";
    private static final String ANY = "any";

    public LivenessConfig {
        probes = List.copyOf(probes);
    }

    /** The longest time between two successes of a service that works. */
    public Duration maxInterval() {
        return probes.stream()
                .map(probe -> probe.interval().plus(probe.timeout()))
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    /** Commands that do not exist on this machine; those without a path are searched for in {@code PATH}. */
    public List<String> missingCommands() {
        return probes.stream()
                .flatMap(probe -> probe.target() instanceof CommandTarget command
                        ? Stream.of(command.run().getFirst())
                        : Stream.empty())
                .filter(executable -> !Executables.exists(executable))
                .toList();
    }

    /**
     * Reads the section of a service; empty when the service has none.
     *
     * @param unit of the service; empty for one that systemd does not start
     */
    static Optional<LivenessConfig> read(ConfigSection service, Optional<String> unit, Duration staleAfter) {
        ConfigSection liveness = service.section("liveness");
        if (!liveness.isPresent()) {
            return Optional.empty();
        }
        ProbeReader reader = new ProbeReader(unit, staleAfter);
        List<String> kinds = Stream.concat(ProbeReader.KINDS.stream(), Stream.of(ALL, ANY))
                .filter(liveness::has)
                .toList();
        if (kinds.size() != 1) {
            liveness.addProblem(
                    (kinds.isEmpty() ? "missing: " : "must have one key, not " + String.join(" and ", kinds) + ": ")
                            + "one of " + String.join(", ", ProbeReader.KINDS) + "; or all or any with a list of them");
        }
        List<LivenessConfig> found = kinds.stream()
                .flatMap(kind -> read(liveness, kind, reader).stream())
                .toList();
        return found.stream().findFirst();
    }

    private static Optional<LivenessConfig> read(ConfigSection liveness, String kind, ProbeReader reader) {
        if (!kind.equals(ALL) && !kind.equals(ANY)) {
            return reader.read(liveness, kind).map(probe -> new LivenessConfig(false, List.of(probe)));
        }
        List<ConfigSection> items = liveness.sections(kind);
        if (items.isEmpty() || items.size() > MAX_PROBES) {
            liveness.addProblem(kind, "must be a list of 1 to " + MAX_PROBES + " probes");
        }
        List<ProbeConfig> probes = new ArrayList<>();
        items.forEach(item -> reader.read(item).ifPresent(probes::add));
        return probes.isEmpty() ? Optional.empty() : Optional.of(new LivenessConfig(kind.equals(ALL), probes));
    }
}
