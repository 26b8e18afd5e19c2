// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.device;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import peaceofmind.agent.AgentConfig;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.foundation.control.ControlException;

/** The two pages of the agent's metrics. */
public enum AgentPage {
    /** The recorder's metrics. */
    RECORDER,
    /** The system's metrics. */
    NODE;

    /** Its port by the configuration. */
    public int port(AgentConfig agent) {
        return switch (this) {
            case RECORDER -> agent.recorderPort();
            case NODE -> agent.nodePort();
        };
    }

    /**
     * Reads it: from its port or, when the ports have TLS or a password, over the agent's socket.
     *
     * @throws IOException with a message for people
     */
    public MetricsPage fetch(AgentConfig agent, Duration limit) throws IOException {
        if (agent.webConfigFile().isEmpty()) {
            return MetricsPage.fetch(agent.address(), port(agent), limit);
        }
        try {
            return new AgentClient(agent.socket(), limit).metrics(name().toLowerCase(Locale.ROOT));
        } catch (ControlException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }
}
