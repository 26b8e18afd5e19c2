// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Selector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.metrics.Family;
import peaceofmind.shipping.metrics.DestinationConfig;
import peaceofmind.shipping.metrics.ShipMetricsConfig;

/** A rule whose series nobody exports would never fire, and nobody would notice. */
class CatalogueSeriesTest {

    @TempDir
    private Path folder;

    @Test
    void everySeriesUsedByARuleIsExported() throws Exception {
        List<Family> exported = ExportedSeries.collect(folder);
        List<String> missing = new ArrayList<>();
        for (AlertRule rule : AlertCatalogue.rules()) {
            for (Selector selector : rule.expression().selectors()) {
                if (!ExportedSeries.has(exported, selector)) {
                    missing.add(rule.name() + ": " + selector);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everySeriesOfARuleIsShippedByDefault() throws Exception {
        DestinationConfig destination = ShipMetricsConfig.read(
                        ConfigDocument.parse("test", "ship: {metrics: [{url: 'http://127.0.0.1:9/'}]}"))
                .destinations()
                .getFirst();
        assertThat(AlertCatalogue.rules().stream()
                        .flatMap(rule -> rule.expression().selectors().stream())
                        .map(Selector::metric)
                        .filter(metric -> !destination.allows(metric)))
                .isEmpty();
    }

    @Test
    void aMisspelledMetricLabelOrValueIsDetected() {
        List<Family> exported = List.of(new Family(
                "recorder_state", Family.Type.GAUGE, "", List.of(new Family.Sample(Map.of("state", "error"), 1))));
        assertThat(ExportedSeries.has(exported, Selector.parse("recorder_state{state=\"error\"}")))
                .isTrue();
        for (String wrong : List.of(
                "recorder_stat{state=\"error\"}",
                "recorder_state{state=\"eror\"}",
                "recorder_state{stat!=\"clean\"}")) {
            assertThat(ExportedSeries.has(exported, Selector.parse(wrong)))
                    .as(wrong)
                    .isFalse();
        }
    }
}
