// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;

class FleetInventoryTest {

    @Test
    void aDeviceNeedsANameAndNothingElse() throws Exception {
        FleetInventory inventory = parse("""
                fleet:
                  prometheus: {url: "https://metrics.example.org/prom/"}
                  devices: [{name: gym-1}, {name: gym-2, customer: rob, place: Balaruc, groups: [canary, south]}]
                """);
        assertThat(inventory.prometheus().url()).hasToString("https://metrics.example.org/prom");
        assertThat(inventory.silentAfter()).isEqualTo(Duration.ofMinutes(3));
        assertThat(inventory.devices())
                .containsExactly(
                        new InventoryDevice("gym-1", Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        new InventoryDevice(
                                "gym-2",
                                Optional.of("rob"),
                                Optional.of("Balaruc"),
                                List.of("canary", "south"),
                                Optional.empty()));
    }

    @Test
    void everyMistakeIsReportedAtOnceWithItsLine() {
        assertThatThrownBy(() -> parse("""
                        fleet:
                          prometheus: {url: "ftp://server"}
                          silent_after: soon
                          devices:
                            - {name: gym-1}
                            - {customer: rob}
                            - {name: gym-1, plaice: Paris}
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("\"ftp://server\" is not a URL such as http://prometheus:9090")
                .hasMessageContaining("line 3")
                .hasMessageContaining("line 6")
                .hasMessageContaining("is missing: set the device's name")
                .hasMessageContaining("two devices are named \"gym-1\"")
                .hasMessageContaining("plaice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fleet: {devices: [{name: a}]} | url: is missing",
                "fleet: {prometheus: {url: 'http://u:p@server'}, devices: [{name: a}]} | must not contain a user",
                "fleet: {prometheus: {url: 'http://server/api/v1/query'}, devices: [{name: a}]} | must be without /api/v1",
                "fleet: {prometheus: {url: 'http://server'}} | is empty: list the devices",
                "fleet: {prometheus: {url: 'http://server'}, devices: [{name: ' gym'}]} | must be without blanks around it",
                "fleet: {prometheus: {url: 'http://s'}, server: {}, devices: [{name: 'a:b'}]} | \"a:b\" cannot be a login",
                "fleet: {prometheus: {url: 'http://s'}, alertmanager: {url: x}, devices: [{name: a}]} | is not a URL such as http://127.0.0.1:9093",
                "fleet: {prometheus: {url: 'http://s'}, devices: [{name: a, drill: perhaps}]} | drill",
                "devices: [{name: a}] | devices",
            })
    void whatItLacksIsSaid(String yaml, String reason) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    private static FleetInventory parse(String yaml) throws ConfigException {
        return FleetInventory.parse(ConfigDocument.parse("fleet.yaml", yaml));
    }
}
