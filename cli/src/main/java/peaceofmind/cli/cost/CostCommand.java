// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.cost;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import peaceofmind.agent.AgentConfig;
import peaceofmind.cli.device.AgentPage;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.exporter.scrape.ScrapeTargetConfig;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.shipping.metrics.DestinationConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code peace cost}. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        description = {
            "Predicts what shipping metrics will cost.",
            "Counts the series that the agent exposes now and those that it scrapes from other programs, and compares them with the"
                    + " limits of Grafana Cloud's free tier."
        })
public final class CostCommand implements Callable<Integer> {

    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(3);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    CostCommand() {}

    @Override
    public Integer call() throws ConfigException {
        PrintWriter out = spec.commandLine().getOut();
        List<DestinationConfig> destinations = device.shipMetrics().destinations();
        AgentConfig agent = device.agent();
        List<String> notCounted = new ArrayList<>();
        MetricsPage exposed = scrape(AgentPage.RECORDER, agent, "the recorder's metrics", notCounted)
                .and(scrape(AgentPage.NODE, agent, "the system's metrics", notCounted));
        if (destinations.isEmpty()) {
            out.println("This device ships no metrics (ship.metrics is not configured): it costs nothing.");
            return 0;
        }
        boolean hasScrapeTargets =
                !ScrapeTargetConfig.readAll(device.document()).isEmpty();
        for (DestinationConfig destination : destinations) {
            out.println(destination.name() + ": " + destination.endpoint().url());
            if (exposed.samples().isEmpty()) {
                out.println("  Cannot count what would be sent.");
            } else {
                Prediction.of(exposed, destination, hasScrapeTargets).lines().forEach(out::println);
            }
        }
        notCounted.forEach(out::println);
        return notCounted.isEmpty() ? 0 : 1;
    }

    private static MetricsPage scrape(AgentPage page, AgentConfig agent, String subject, List<String> notCounted) {
        try {
            return page.fetch(agent, SCRAPE_TIMEOUT);
        } catch (IOException unreachable) {
            notCounted.add("Not counted: " + subject + ": no response from " + agent.address() + ":" + page.port(agent)
                    + " ("
                    + ErrorText.of(unreachable) + ").");
            return new MetricsPage("", Map.of());
        }
    }
}
