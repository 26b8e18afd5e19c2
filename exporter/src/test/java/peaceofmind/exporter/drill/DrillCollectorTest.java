// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;

class DrillCollectorTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    @Test
    void beforeTheFirstDrillOrUpdateThereAreNoSeries() throws Exception {
        assertThat(new DrillCollector(folder.resolve("none.json"), clock)
                        .collect()
                        .families())
                .isEmpty();
        assertThat(new UpdateCollector(folder.resolve("none.json")).collect().families())
                .isEmpty();
    }

    @Test
    void eachScenarioHasItsLastSuccess() throws Exception {
        Path file = Files.writeString(
                folder.resolve("state.json"),
                "{\"last_success\":{\"kill\":1790000000,\"freeze\":1790000100},\"last_result\":{\"hang\":0}}");
        List<Family> families = new DrillCollector(file, clock).collect().families();
        assertThat(families.getFirst().name()).isEqualTo("peace_drill_last_success_timestamp_seconds");
        assertThat(families.getFirst().samples())
                .contains(new Family.Sample(Map.of("scenario", "kill"), 1_790_000_000));
        assertThat(families.get(1).samples()).containsExactly(new Family.Sample(Map.of("scenario", "hang"), 0));
    }

    @Test
    void theDrillOfAnotherServiceNamesIt() throws Exception {
        Path file = Files.writeString(
                folder.resolve("state.json"), "{\"last_success\":{\"kill\":7,\"web/kill\":9},\"last_result\":{}}");
        assertThat(new DrillCollector(file, clock)
                        .collect()
                        .families()
                        .getFirst()
                        .samples())
                .extracting(Family.Sample::labels)
                .containsExactly(Map.of("scenario", "kill"), Map.of("service", "web", "scenario", "kill"));
    }

    @Test
    void anInterruptedDrillExpires() throws Exception {
        long soon = clock.now().getEpochSecond() + 60;
        Path file = Files.writeString(folder.resolve("state.json"), "{\"running_until\":" + soon + "}");
        DrillCollector collector = new DrillCollector(file, clock);
        assertThat(collector.collect().families().getLast().samples().getFirst().value())
                .isEqualTo(1);
        clock.advance(Duration.ofSeconds(61));
        assertThat(collector.collect().families().getLast().samples().getFirst().value())
                .isZero();
    }

    @Test
    void aTornFileIsAnErrorAndYieldsNoNumber() throws Exception {
        Path file = Files.writeString(folder.resolve("state.json"), "{\"last_succ");
        assertThatThrownBy(() -> new DrillCollector(file, clock).collect()).hasMessageContaining("state.json");
    }

    @Test
    void anInterruptedUpdateIsInProgressAndARolledBackOneHasFailed() throws Exception {
        Path file = Files.writeString(folder.resolve("u.json"), "{\"step\":\"watch\",\"to\":\"2\",\"from\":\"1\"}");
        assertThat(new UpdateCollector(file)
                        .collect()
                        .families()
                        .getFirst()
                        .samples()
                        .getFirst()
                        .value())
                .isEqualTo(1);
        Files.writeString(file, "{\"step\":\"rolled_back\",\"to\":\"2\",\"from\":\"1\",\"rollbacks\":3}");
        List<Family> families = new UpdateCollector(file).collect().families();
        assertThat(families).extracting(Family::name).contains("peace_update_rollbacks_total");
        assertThat(families.getLast().samples()).containsExactly(new Family.Sample(Map.of("version", "1"), 1));
        assertThat(families.get(1).samples().getFirst().value()).isZero();
    }
}
