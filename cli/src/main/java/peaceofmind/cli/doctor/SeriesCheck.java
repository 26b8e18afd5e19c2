// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import peaceofmind.agent.AgentConfig;
import peaceofmind.cli.device.AgentPage;

/** Whether the device exposes fewer series than a free account allows for one device among many. */
final class SeriesCheck implements Check {

    /** Grafana Cloud's free tier allows 10,000 series in total. */
    private static final long MAX_SERIES = 2_500;

    private static final Duration LIMIT = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String rationale() {
        return "series beyond the limit of the account are dropped, and not the least important ones first";
    }

    @Override
    public Finding run(DoctorContext context) {
        AgentConfig agent = context.config().agent();
        long series = 0;
        int endpointsUp = 0;
        for (AgentPage page : AgentPage.values()) {
            OptionalLong found = count(page, agent);
            series += found.orElse(0);
            endpointsUp += found.isPresent() ? 1 : 0;
        }
        if (endpointsUp == 0) {
            return Finding.unknown("the agent does not respond", "peace status; peace logs agent");
        }
        return series > MAX_SERIES
                ? Finding.attention(
                        series + " series are exposed, more than " + MAX_SERIES,
                        "use the default allow list of ship.metrics")
                : Finding.good(series + " series are exposed, fewer than " + MAX_SERIES);
    }

    /** Empty if nothing responds. */
    private static OptionalLong count(AgentPage page, AgentConfig agent) {
        try {
            return OptionalLong.of(page.fetch(agent, LIMIT).samples().size());
        } catch (IOException unreachable) {
            return OptionalLong.empty();
        }
    }
}
