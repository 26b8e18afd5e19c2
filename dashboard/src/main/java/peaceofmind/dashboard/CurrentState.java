// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.foundation.time.Clock;

/**
 * What the page judges, for whoever reports it elsewhere; also where the page is switched off. Each call queries the daemons, for seconds at
 * most.
 */
public final class CurrentState implements Supplier<DeviceSnapshot> {

    private static final Duration QUERY_LIMIT = Duration.ofSeconds(2);

    private final DashboardConfig config;
    private final Dashboard.DataSources sources;
    private final WatchdogClient watchdog;
    private final Optional<RecorderClient> recorder;
    private final Clock clock;

    public CurrentState(DashboardConfig config, Dashboard.DataSources sources, Clock clock) {
        this.config = config;
        this.sources = sources;
        this.watchdog = new WatchdogClient(sources.watchdogSocket(), QUERY_LIMIT);
        this.recorder = config.watchedRecorder(QUERY_LIMIT);
        this.clock = clock;
    }

    @Override
    public DeviceSnapshot get() {
        return new HealthSnapshot(
                        config.program().first(),
                        sources.latest().view(),
                        config.storage(),
                        DaemonStatus.poll(watchdog, recorder),
                        sources.alerts())
                .at(clock.now(), ZoneId.systemDefault());
    }
}
