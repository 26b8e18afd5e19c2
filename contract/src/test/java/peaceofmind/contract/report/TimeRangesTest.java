// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.report.TimeRanges.TimeRange;

final class TimeRangesTest {

    private static final int SECONDS = 60;

    private static TimeRange range(int from, int to) {
        return new TimeRange(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
    }

    @Test
    void touchingAndOverlappingRangesAreOne() {
        assertThat(TimeRanges.of(List.of(range(5, 7), range(1, 3), range(3, 4), range(6, 9), range(8, 8)))
                        .ranges())
                .containsExactly(range(1, 4), range(5, 9));
    }

    @Test
    void everyOperationDoesWhatItDoesWithSetsOfSeconds() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            List<TimeRange> one = random(random);
            List<TimeRange> other = random(random);
            BitSet both = bits(one);
            both.or(bits(other));
            BitSet left = bits(one);
            left.andNot(bits(other));
            BitSet common = bits(one);
            common.and(bits(other));
            TimeRanges first = TimeRanges.of(one);
            TimeRanges second = TimeRanges.of(other);
            assertThat(bits(first.and(second).ranges())).isEqualTo(both);
            assertThat(bits(first.without(second).ranges())).isEqualTo(left);
            assertThat(bits(first.within(second).ranges())).isEqualTo(common);
            assertThat(first.without(second).length()).isEqualTo(Duration.ofSeconds(left.cardinality()));
        }
    }

    private static List<TimeRange> random(Random random) {
        List<TimeRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            int from = random.nextInt(SECONDS);
            ranges.add(range(from, from + random.nextInt(SECONDS - from)));
        }
        return ranges;
    }

    private static BitSet bits(List<TimeRange> ranges) {
        BitSet bits = new BitSet();
        for (TimeRange range : ranges) {
            bits.set(
                    Math.toIntExact(range.from().getEpochSecond()),
                    Math.toIntExact(range.to().getEpochSecond()));
        }
        return bits;
    }
}
