package peaceofmind.agent;

import java.util.List;
import peaceofmind.agent.collect.expiry.ExpiriesConfig;
import peaceofmind.agent.dashboard.DashboardConfig;
import peaceofmind.agent.history.HistoryConfig;
import peaceofmind.agent.scrape.ScrapeTargetConfig;
import peaceofmind.agent.ship.logs.LogsDestinationConfig;
import peaceofmind.agent.ship.metrics.ShipMetricsConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;

/** Everything that the agent's process takes from the configuration. */
record Settings(
        AgentConfig agent,
        DeviceConfig device,
        Alerting.Config alerts,
        HistoryConfig history,
        DashboardConfig dashboard,
        List<ScrapeTargetConfig> targets,
        ShipMetricsConfig shipMetrics,
        List<LogsDestinationConfig> logs,
        ExpiriesConfig expiries) {

    /** Mistakes are recorded in the document. */
    static Settings read(ConfigDocument document) {
        return new Settings(
                AgentConfig.read(document),
                DeviceConfig.read(document),
                Alerting.Config.read(document),
                HistoryConfig.read(document),
                DashboardConfig.read(document),
                ScrapeTargetConfig.readAll(document),
                ShipMetricsConfig.read(document),
                LogsDestinationConfig.readAll(document),
                ExpiriesConfig.read(document));
    }
}
