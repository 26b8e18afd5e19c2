// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.config.LivenessConfig;
import peaceofmind.watchdog.config.ProbeConfig;
import peaceofmind.watchdog.config.ProbeConfig.CommandTarget;
import peaceofmind.watchdog.config.ProbeConfig.GrowingFileTarget;
import peaceofmind.watchdog.config.ProbeConfig.HeartbeatTarget;
import peaceofmind.watchdog.config.ProbeConfig.HttpTarget;
import peaceofmind.watchdog.config.ProbeConfig.TcpTarget;
import peaceofmind.watchdog.config.ProbeConfig.UnitTarget;
import peaceofmind.watchdog.policy.HeartbeatObservation;

/**
 * The probes of a service. The loop asks for what they show and never waits for one. Only successes of the current run count: while an
 * action is executed nothing is probed, and a new start of the program makes all earlier results void. One thread calls {@link #observe};
 * everything else is thread-safe.
 */
public final class Liveness implements AutoCloseable {

    private final List<ProbeRunner> probes;
    private final LivenessEvaluation evaluation;
    private final Clock clock;
    private Optional<String> runId = Optional.empty();
    private final AtomicLong resets = new AtomicLong();
    private long evaluatedResets;

    private Liveness(boolean all, List<ProbeRunner> probes, Clock clock) {
        this.probes = List.copyOf(probes);
        this.evaluation = new LivenessEvaluation(all);
        this.clock = clock;
    }

    /** Starts to probe. */
    public static Liveness start(LivenessConfig config, Clock clock) {
        List<ProbeRunner> runners = new ArrayList<>();
        for (ProbeConfig probe : config.probes()) {
            runners.add(ProbeRunner.start(
                    probe.target().label(), create(probe, clock), probe.interval(), probe.timeout(), clock));
        }
        return new Liveness(config.all(), runners, clock);
    }

    private static Probe create(ProbeConfig probe, Clock clock) {
        return switch (probe.target()) {
            case HttpTarget http -> new HttpProbe(http, probe.timeout());
            case TcpTarget tcp -> new TcpProbe(tcp, probe.timeout());
            case GrowingFileTarget file -> new GrowingFileProbe(file.path());
            case CommandTarget command -> new CommandProbe(command.run(), probe.timeout());
            case UnitTarget unit -> new UnitProbe("systemctl", unit.unit(), probe.timeout());
            case HeartbeatTarget heartbeat -> new HeartbeatProbe(heartbeat.path(), clock);
        };
    }

    /**
     * What the probes show now, compared with the call before.
     *
     * @param currentRunId of the program's main process; with another one than before, only what is probed from now on counts
     */
    public HeartbeatObservation observe(Optional<String> currentRunId) {
        if (currentRunId.isPresent() && !currentRunId.equals(runId)) {
            if (runId.isPresent()) {
                reset();
            }
            runId = currentRunId;
        }
        if (evaluatedResets != resets.get()) {
            evaluatedResets = resets.get();
            evaluation.reset();
        }
        List<ProbeResults> results = probes.stream().map(ProbeRunner::results).toList();
        return evaluation.observe(results, statuses(results));
    }

    /** What each probe shows now. */
    public List<ProbeStatus> statuses() {
        return statuses(probes.stream().map(ProbeRunner::results).toList());
    }

    private List<ProbeStatus> statuses(List<ProbeResults> results) {
        long now = clock.nanoTime();
        List<ProbeStatus> statuses = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            statuses.add(LivenessEvaluation.status(probes.get(index).label(), results.get(index), now));
        }
        return statuses;
    }

    /** Whether the program is being stopped or started: until that is over, nothing is probed. */
    public void setActionInProgress(boolean value) {
        if (value) {
            probes.forEach(probe -> probe.setPaused(true));
        }
        reset();
        if (!value) {
            probes.forEach(probe -> probe.setPaused(false));
        }
    }

    private void reset() {
        probes.forEach(ProbeRunner::reset);
        resets.incrementAndGet();
    }

    /** The last results of every probe, for evidence; of earlier runs, too. */
    public String report() {
        StringBuilder text = new StringBuilder();
        for (ProbeRunner probe : probes) {
            text.append(probe.label()).append('\n');
            probe.recent().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void close() {
        probes.forEach(ProbeRunner::close);
    }
}
