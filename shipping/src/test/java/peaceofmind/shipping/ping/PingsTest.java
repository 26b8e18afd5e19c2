// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.PingServer;

/** Several services at once. */
class PingsTest {

    private final List<String> log = new CopyOnWriteArrayList<>();

    private Pings start(String config) throws Exception {
        return Pings.start(
                PingConfig.readAll(ConfigDocument.parse("test", config)),
                new DeviceConfig("gym", "", ""),
                () -> {
                    throw new IllegalStateException("nothing is known of it");
                },
                Duration.ofMinutes(1),
                "peace/test",
                Clock.system(),
                log::add);
    }

    private static double value(Pings pings, String family, String ping) {
        return pings.families().stream()
                .filter(one -> one.name().equals(family))
                .map(Family::samples)
                .flatMap(List::stream)
                .filter(sample -> ping.equals(sample.labels().get("ping")))
                .mapToDouble(Family.Sample::value)
                .sum();
    }

    @Test
    void aServiceThatFailsDelaysNoOtherAndIsNamed() throws Exception {
        try (PingServer works = PingServer.start();
                PingServer refuses = PingServer.start()) {
            refuses.setMode(PingServer.Mode.SERVER_ERROR);
            try (Pings pings = start("""
                    ping:
                      - {name: away, url: '%s', grace: 0s}
                      - {name: hosted, url: '%s', grace: 0s}
                    """.formatted(refuses.url(PingServer.CHECK), works.url(PingServer.CHECK)))) {
                await().until(() ->
                        works.signals().contains("fail") && value(pings, "peace_ping_failures_total", "away") > 0);
                assertThat(value(pings, "peace_ping_up", "hosted")).isEqualTo(1);
                assertThat(value(pings, "peace_ping_up", "away")).isZero();
                assertThat(pings.families()).extracting(Family::name).doesNotHaveDuplicates();
                JsonObject tested = Objects.requireNonNull(pings.handlers().get("ping_test"))
                        .handle(Json.object().build(), new ControlHandler.Peer("root", "root"));
                assertThat(tested.text("problem").orElseThrow()).startsWith("away: ");
                assertThat(tested.items("pings")).hasSize(2);
                assertThat(log).anyMatch(line -> line.startsWith("ping away: cannot send"));
            }
            assertThat(works.violations()).isEmpty();
        }
    }
}
