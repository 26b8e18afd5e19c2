package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.dashboard.AlertSource;
import peaceofmind.dashboard.Dashboard;
import peaceofmind.dashboard.DashboardConfig;
import peaceofmind.dashboard.HistorySource;
import peaceofmind.dashboard.LatestBatch;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.log.Log;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.foundation.time.Clock;

/** Joins the dashboard to what it shows. */
final class DashboardAssembly implements AutoCloseable {

    private final DashboardConfig config;
    private final DeviceConfig device;
    private final LatestBatch latest = new LatestBatch();
    private Optional<Dashboard> serving = Optional.empty();

    DashboardAssembly(DashboardConfig config, DeviceConfig device) {
        this.config = config;
        this.device = device;
    }

    /** What it wants to see of each batch. */
    List<BatchConsumer> consumers() {
        return config.enabled() ? List.of(latest) : List.of();
    }

    /** Starts to serve, when that is configured. */
    DashboardAssembly serve(Path watchdogSocket, Optional<MetricHistory> history, AlertSource alerts, Log log)
            throws IOException {
        if (config.enabled()) {
            Dashboard.DataSources sources =
                    new Dashboard.DataSources(latest, charts(history), Optional.of(alerts), watchdogSocket);
            Dashboard dashboard = new Dashboard(config, device, sources, Clock.system(), log::warn);
            serving = Optional.of(dashboard);
            log.info("dashboard at " + dashboard.url());
        }
        return this;
    }

    private static HistorySource charts(Optional<MetricHistory> history) {
        return (series, from, to, maxPoints) -> history.isEmpty()
                ? List.of()
                : history.get().query(series, from, to, maxPoints).stream()
                        .map(point -> new HistorySource.ChartPoint(point.at(), point.min(), point.avg(), point.max()))
                        .toList();
    }

    @Override
    public void close() {
        serving.ifPresent(Dashboard::close);
    }
}
