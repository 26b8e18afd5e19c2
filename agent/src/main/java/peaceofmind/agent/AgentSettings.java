// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.util.List;
import peaceofmind.dashboard.DashboardConfig;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.exporter.expiry.ExpiryConfig;
import peaceofmind.exporter.scrape.ScrapeTargetConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.config.NetworkConfig;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.ping.PingConfig;

/** The sections of the configuration that the agent reads. */
record AgentSettings(
        AgentConfig agent,
        DeviceConfig device,
        AlertingFeature.Config alerts,
        HistoryConfig history,
        DashboardConfig dashboard,
        List<ScrapeTargetConfig> targets,
        ShipMetricsConfig shipMetrics,
        List<LogsDestinationConfig> logs,
        List<PingConfig> pings,
        ExpiryConfig expiries,
        NetworkConfig network) {

    /** Mistakes are recorded in the document. */
    static AgentSettings read(ConfigDocument document) {
        return new AgentSettings(
                AgentConfig.read(document),
                DeviceConfig.read(document),
                AlertingFeature.Config.read(document),
                HistoryConfig.read(document),
                DashboardConfig.read(document),
                ScrapeTargetConfig.readAll(document),
                ShipMetricsConfig.read(document),
                LogsDestinationConfig.readAll(document),
                PingConfig.readAll(document),
                ExpiryConfig.read(document),
                NetworkConfig.read(document));
    }
}
