// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

class SampleLedgerTest {

    private final SampleLedger ledger = new SampleLedger();

    @Test
    void aSampleThatIsMissingOrTwiceOrWrongIsFound() {
        for (int round = 0; round < 3; round++) {
            ledger.add("a", batch(round));
            ledger.add("b", batch(round));
        }
        assertThat(ledger.compare(Map.of("a", 6.0, "b", 6.0), Map.of("a", 6.0, "b", 6.0)))
                .isEmpty();
        assertThat(ledger.compare(Map.of("a", 5.0, "b", 7.0), Map.of("a", 6.0, "b", 6.0)))
                .containsExactly("a: 6 samples collected, 5 stored", "b: 6 samples collected, 7 stored");
        assertThat(ledger.compare(Map.of("a", 6.0, "b", 6.0), Map.of("a", 6.0, "b", 7.0)))
                .containsExactly("b: the values of its samples add up to 6, those stored to 7");
        assertThat(ledger.compare(Map.of("a", 6.0, "c", 6.0), Map.of("a", 6.0)))
                .containsExactly("b: 6 samples collected, 0 stored", "c: stored, and no device has that name");
    }

    @Test
    void theSizeOfTheFleetIsAnOptionAndAMistakeInItIsSaid() {
        List<String> arguments = new ArrayList<>(List.of("fleet", "--devices", "1000", "--minutes", "15"));
        FleetBenchOptions options = FleetBenchOptions.takeFrom(arguments);
        assertThat(options).isEqualTo(new FleetBenchOptions(1000, Duration.ofMinutes(15)));
        assertThat(options.interval()).as("as by default").isEqualTo(Duration.ofMinutes(1));
        assertThat(arguments).containsExactly("fleet");
        for (List<String> wrong : List.of(
                List.of("fleet", "--devices", "none"),
                List.of("fleet", "--minutes"),
                List.of("ship", "--devices", "2"))) {
            assertThatThrownBy(() -> FleetBenchOptions.takeFrom(new ArrayList<>(wrong)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Batch batch(int round) {
        return new Batch(
                Instant.EPOCH.plusSeconds(round),
                List.of(Family.gauge("up", "Up.", 1), Family.gauge("round", "Round.", round)));
    }
}
