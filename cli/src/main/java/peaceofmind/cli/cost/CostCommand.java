package peaceofmind.cli.cost;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import peaceofmind.agent.AgentConfig;
import peaceofmind.exporter.scrape.ScrapeTargetConfig;
import peaceofmind.shipping.metrics.DestinationConfig;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code peace cost}. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        description = {
            "Predicts what shipping metrics costs: series, samples a minute and data a month.",
            "Compares them with Grafana Cloud's free tier. Counts what the agent exposes now and what it ships of other"
                    + " programs' metrics."
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
        ScrapedSeries exposed = scrape(agent.address(), agent.recorderPort(), "the recorder's metrics", notCounted)
                .plus(scrape(agent.address(), agent.nodePort(), "the system's metrics", notCounted));
        if (destinations.isEmpty()) {
            out.println("No metrics leave this device: ship.metrics in its configuration is empty. It costs nothing.");
            return 0;
        }
        boolean hasScrapeTargets = !ScrapeTargetConfig.readAll(device.document()).isEmpty();
        for (DestinationConfig destination : destinations) {
            out.println(destination.name() + ": " + destination.endpoint().url());
            if (exposed.countByName().isEmpty()) {
                out.println("  What would be sent can't be counted.");
            } else {
                Prediction.of(exposed, destination, hasScrapeTargets).lines().forEach(out::println);
            }
        }
        notCounted.forEach(out::println);
        return notCounted.isEmpty() ? 0 : 1;
    }

    private static ScrapedSeries scrape(String address, int port, String subject, List<String> notCounted) {
        try {
            return ScrapedSeries.scrape(address, port, SCRAPE_TIMEOUT);
        } catch (IOException unreachable) {
            notCounted.add("Not counted: " + subject + ", for nobody answers at " + address + ":" + port + " ("
                    + unreachable.getMessage() + ").");
            return new ScrapedSeries(Map.of(), List.of());
        }
    }
}
