// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.cli.device.TargetDevice.FullConfig;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.shipping.logs.LogsDestinationConfig;

/** {@code watchdog.services} is the one place that says what is watched: the other sections follow it. */
final class WatchedProgramTest {

    private static final Pattern SNIPPET = Pattern.compile("```yaml\n(watchdog:\n.*?)```", Pattern.DOTALL);

    @Test
    void theReadmesOwnSnippetIsAllThatAnotherProgramNeeds() throws Exception {
        Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(snippet.find()).isTrue();
        FullConfig config = ConfigReview.check(ConfigDocument.parse("README.md", snippet.group(1)), false);
        // Otherwise the agent would report a service as down that is alive.
        assertThat(config.agent().heartbeat()).contains(Path.of("/run/myapp/heartbeat.json"));
        assertThat(config.agent().systemdUnits())
                .containsExactly("myapp.service", "recorder-watchdog.service", "recorder-agent.service");
        assertThat(config.update().service()).isEqualTo("myapp");
    }

    @Test
    void ownerLimitLogAndUnitsFollowToo() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", """
            watchdog:
              services:
                - {name: a, heartbeat: /run/a.json, heartbeat_owner: kim, stale_after: 2min, start_grace: 2min, logs: [/a.log]}
                - {name: b, heartbeat: /run/b.json}
            ship:
              logs:
                - {url: "http://loki/push", journal: {}, files: [/a.log]}
            """);
        FullConfig config = ConfigReview.check(document, false);
        assertThat(config.agent().heartbeatOwner()).contains("kim");
        assertThat(config.agent().staleAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.dashboard().logs().service()).contains(Path.of("/a.log"));
        assertThat(LogsDestinationConfig.readAll(document).getFirst().toString())
                .contains("serviceUnits=[a.service, b.service]");
    }

    @Test
    void alertsNameTheProgram() throws Exception {
        ConfigDocument document =
                ConfigDocument.parse("test", "watchdog: {services: [{name: myapp, heartbeat: /run/myapp.json}]}\n");
        assertThat(AlertsConfig.read(document).rules())
                .extracting(AlertRule::summary)
                .contains("myapp is down", "The watchdog restarted myapp")
                .doesNotContain("The recorder is down")
                .noneMatch(summary -> summary.contains("{"));
        assertThat(AlertsConfig.read(ConfigDocument.empty()).rules())
                .extracting(AlertRule::summary)
                .contains("The recorder is down")
                .noneMatch(summary -> summary.contains("{"));
    }

    @Test
    void whatIsConfiguredItselfDoesNotFollow() throws Exception {
        FullConfig config = ConfigReview.check(ConfigDocument.parse("test", """
            watchdog:
              services:
                - {name: a, heartbeat: /run/a.json, heartbeat_owner: kim}
                - {name: b, heartbeat: /run/b.json}
            agent: {heartbeat: /run/b.json, stale_after: 45s}
            """), false);
        assertThat(config.agent().heartbeatOwner()).isEmpty();
        assertThat(config.agent().staleAfter()).isEqualTo(Duration.ofSeconds(45));
    }
}
