package peaceofmind.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.linux.ProcessStat;

/** Starts the agent: {@code AgentMain --config FILE}. Exit code 1 when it can't start, 2 for a bad option or configuration. */
public final class AgentMain {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Set<String> SECTIONS = Set.of("agent", "watchdog", "recorder");

    private AgentMain() {}

    /** Runs until a signal ends the process, or the one that {@code PEACE_EXIT_WITH} names is gone. */
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("agent: expected --config FILE, got: " + String.join(" ", arguments));
            System.exit(2);
        }
        try {
            ConfigDocument document = ConfigDocument.read(Path.of(arguments[1]));
            AgentConfig config = AgentConfig.read(document);
            document.check(SECTIONS);
            run(config, Optional.ofNullable(System.getenv("PEACE_EXIT_WITH")));
        } catch (ConfigException problem) {
            System.err.println("agent: " + problem.getMessage());
            System.exit(2);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(AgentConfig config, Optional<String> exitWith) throws InterruptedException {
        HeartbeatCollector heartbeat = new HeartbeatCollector(
                new HeartbeatReader(config.heartbeat(), config.heartbeatOwner(), System::nanoTime),
                config.staleAfter(),
                System::nanoTime);
        heartbeat.look();
        Batch batch = new Batch(List.of(
                new GuardedCollector(heartbeat, LIMIT),
                new GuardedCollector(new DatabaseCollector(config.database()), LIMIT),
                new GuardedCollector(new StorageCollector(config.storage()), LIMIT),
                new GuardedCollector(new AgentProcessCollector(), LIMIT)));
        InetSocketAddress address = new InetSocketAddress(config.address(), config.recorderPort());
        try (MetricsServer server = new MetricsServer(address, batch)) {
            System.out.println("agent: metrics on http://" + server.address().getHostString() + ":"
                    + server.address().getPort() + "/metrics");
            loop(heartbeat, exitWith);
        } catch (IOException taken) {
            System.err.println("agent: cannot listen on " + address + ": " + taken.getMessage()
                    + "; is another agent running? Change agent.recorder_port or agent.address");
            System.exit(1);
        }
        System.exit(0);
    }

    private static void loop(HeartbeatCollector heartbeat, Optional<String> exitWith) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Optional<ProcessStat> companion = exitWith.flatMap(AgentMain::process);
        while (exitWith.isEmpty() || sameProcess(companion)) {
            heartbeat.look();
            if (never.await(1, TimeUnit.SECONDS)) {
                return;
            }
        }
    }

    private static Optional<ProcessStat> process(String pid) {
        try {
            return ProcessStat.read(ProcessTimes.PROC, Long.parseLong(pid));
        } catch (NumberFormatException malformed) {
            System.err.println("agent: PEACE_EXIT_WITH must be a process id, not " + pid);
            return Optional.empty();
        }
    }

    private static boolean sameProcess(Optional<ProcessStat> companion) {
        return companion
                .filter(first -> ProcessStat.read(ProcessTimes.PROC, first.pid())
                        .filter(now -> now.startTicks() == first.startTicks() && now.state() != 'Z')
                        .isPresent())
                .isPresent();
    }
}
