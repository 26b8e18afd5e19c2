package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.exporter.node.NodeCollectors;
import peaceofmind.exporter.node.pi.PreviousBoot;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.system.SystemdCollector;
import peaceofmind.foundation.time.Clock;

/** What stands behind {@code :9100}, and the mark by which the next boot knows how this one ended. */
final class NodeAssembly {

    /** The first collection loads classes from an SD card; later ones take milliseconds. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private NodeAssembly() {}

    static CollectorSet set(AgentConfig config, Consumer<String> say) throws IOException {
        Roots roots = NodeCollectors.here().withSys(config.sys());
        List<Collector> others = List.of();
        Optional<PreviousBoot> boot = begin(config, roots, say);
        if (boot.isPresent()) {
            others = List.of(boot.get());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(boot.get(), roots, say), "boot-mark"));
        }
        return new NodeCollectors(roots, NodeCollectors.Machine.here(), LIMIT, say).set(config.systemdUnits(), others);
    }

    private static Optional<PreviousBoot> begin(AgentConfig config, Roots roots, Consumer<String> say) {
        try {
            return Optional.of(
                    PreviousBoot.begin(config.stateDir(), roots, Clock.system().now()));
        } catch (IOException problem) {
            // A full or dying disk must not keep the metrics from being served: they are what tells of it.
            say.accept("how boots end can't be told: " + problem);
            return Optional.empty();
        }
    }

    private static void end(PreviousBoot boot, Roots roots, Consumer<String> say) {
        try {
            boot.end(systemEnds(roots));
        } catch (IOException problem) {
            say.accept("the next boot will not know that this one ended in order: " + problem);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only systemd knows whether the agent alone is stopped or everything. */
    private static boolean systemEnds(Roots roots) throws IOException, InterruptedException {
        return Files.isDirectory(roots.root().resolve("run/systemd/system"))
                && SystemdCollector.systemctl(List.of("is-system-running"))
                        .strip()
                        .equals("stopping");
    }
}
