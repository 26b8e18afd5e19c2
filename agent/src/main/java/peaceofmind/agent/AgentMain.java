// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.process.DaemonRunner;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ParentProcess;
import peaceofmind.linux.ServiceNotifier;

/** The agent's process: {@code --config FILE}. Exit codes: 0 stopped as requested, 1 it could not start, 2 the configuration is wrong. */
public final class AgentMain {

    /** systemd waits for 20 s. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private AgentMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        // Otherwise a response of several packets waits 40 ms for the acknowledgement of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int exitCode = new DaemonRunner("agent", STOP_TIMEOUT).run(arguments, document -> {
            AgentSettings settings = AgentSettings.read(document);
            return () -> start(settings);
        });
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static Agent start(AgentSettings settings) throws IOException {
        Agent agent = Agent.start(
                settings,
                ServiceNotifier.fromEnvironment(
                        System.getenv(), ProcessHandle.current().pid()),
                Log.toConsole(Clock.system(), Optional.empty()));
        ParentProcess.watch(System.getenv(), () -> System.exit(0));
        return agent;
    }
}
