// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.exporter.network.NetworkFiles.DefaultRoute;
import peaceofmind.foundation.config.NetworkConfig;
import peaceofmind.foundation.time.Clock;

/** Makes readings of the network: files each time, probes by {@link ProbeSchedule}. For one thread. */
final class NetworkObserver {

    private static final Duration MAX_CHANGE_AGE = Duration.ofHours(1);
    private static final Duration INTERCEPTION_INTERVAL = Duration.ofHours(6);

    private final NetworkConfig config;
    private final NetworkFiles files;
    private final LinkObserver links;
    private final NetworkProbes probes;
    private final ReachedOnce reached;
    private final Clock clock;
    private final ProbeSchedule schedule = new ProbeSchedule();
    private LayerReading dns = LayerReading.NOT_TRIED;
    private LayerReading internet = LayerReading.NOT_TRIED;
    private boolean intercepted;
    private Optional<Long> interceptionNanos = Optional.empty();
    private Optional<Integer> fingerprint = Optional.empty();
    private long changedNanos;

    NetworkObserver(
            NetworkConfig config,
            NetworkFiles files,
            LinkObserver links,
            NetworkProbes probes,
            ReachedOnce reached,
            Clock clock) {
        this.config = config;
        this.files = files;
        this.links = links;
        this.probes = probes;
        this.reached = reached;
        this.clock = clock;
        this.changedNanos = clock.nanoTime();
    }

    /**
     * Of this machine.
     *
     * @param stateDir folder for what must survive a restart
     */
    static NetworkObserver local(NetworkConfig config, Path stateDir, Clock clock, Consumer<String> warn) {
        NetworkFiles files = new NetworkFiles(Path.of("/"));
        return new NetworkObserver(
                config,
                files,
                new LinkObserver(files, new Uplinks(stateDir.resolve("uplinks"), warn), new FirmwareLog()),
                new SocketProbes(),
                new ReachedOnce(stateDir.resolve("internet-reached"), warn),
                clock);
    }

    /**
     * Makes a reading, in a limited time.
     *
     * @param receivers whether receivers accept what is sent to them
     * @param probe whether to probe also when nothing calls for it
     */
    NetworkReading observe(LayerReading receivers, boolean probe) {
        if (probe) {
            schedule.reset();
        }
        List<DefaultRoute> routes = files.defaultRoutes();
        List<LinkReading> read = links.observe(routes);
        noteChange();
        if (receivers.isUp() && !probe) {
            // Both were needed for it.
            dns = new LayerReading(LayerState.UP, "the receivers are found");
            internet = new LayerReading(LayerState.UP, "the receivers accept what is sent");
            intercepted = false;
            schedule.reset();
        } else {
            routes.stream().flatMap(route -> route.gateway().stream()).limit(4).forEach(probes::poke);
            probeIfDue(read, receivers);
        }
        if (internet.isUp()) {
            reached.note();
        }
        return new NetworkReading(read, dns, expected(), receivers, intercepted, sinceChange(), files.sessions());
    }

    /** Where the internet was never reached, nobody expects it. */
    private LayerReading expected() {
        return internet.isDown() && !reached.isReached()
                ? new LayerReading(LayerState.UNKNOWN, "never reached from this device")
                : internet;
    }

    private void probeIfDue(List<LinkReading> read, LayerReading receivers) {
        int known = Objects.hash(
                fingerprint,
                receivers.state(),
                read.stream().map(link -> link.link().state()).toList(),
                read.stream().map(link -> link.gateway().state()).toList());
        if (!schedule.isDue(clock.nanoTime(), known)) {
            return;
        }
        dns = probes.dns(files.resolvers(), config.dnsName());
        internet = probes.internet(config.internet());
        if (internet.isUp() && isInterceptionDue(receivers)) {
            intercepted = probes.isIntercepted(config.internet().getFirst());
            interceptionNanos = Optional.of(clock.nanoTime());
        } else if (!internet.isUp()) {
            intercepted = false;
        }
        schedule.probed(clock.nanoTime(), known, internet.state());
    }

    /** It takes some kilobytes. While something is intercepted, the end of that should be seen soon. */
    private boolean isInterceptionDue(LayerReading receivers) {
        return intercepted
                || (!receivers.isUp()
                        && interceptionNanos
                                .filter(at -> clock.nanoTime() - at < INTERCEPTION_INTERVAL.toNanos())
                                .isEmpty());
    }

    private void noteChange() {
        int current = links.fingerprint();
        if (!fingerprint.equals(Optional.of(current))) {
            fingerprint = Optional.of(current);
            changedNanos = clock.nanoTime();
        }
    }

    private Duration sinceChange() {
        Duration since = Duration.ofNanos(clock.nanoTime() - changedNanos);
        return since.compareTo(MAX_CHANGE_AGE) > 0 ? MAX_CHANGE_AGE : since;
    }
}
