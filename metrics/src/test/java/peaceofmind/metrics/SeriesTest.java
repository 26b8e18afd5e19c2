// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SeriesTest {

    @Test
    void theOrderOfLabelsDoesNotMatter() {
        assertThat(Series.of("up", Map.of("b", "2", "a", "1")).toString()).isEqualTo("up{a=\"1\",b=\"2\"}");
        assertThat(Series.of("up", Map.of("b", "2", "a", "1"))).isEqualTo(Series.of("up", Map.of("a", "1", "b", "2")));
    }

    @Test
    void anEmptyLabelIsNoLabel() {
        assertThat(Series.of("up", Map.of("a", ""))).isEqualTo(Series.of("up", Map.of()));
        assertThat(Series.of("up", Map.of("a", "")).toString()).isEqualTo("up");
    }

    @Test
    void quotesBackslashesAndLineBreaksAreEscaped() {
        assertThat(Series.of("up", Map.of("a", "\"\\\n")).toString()).isEqualTo("up{a=\"\\\"\\\\\\n\"}");
    }
}
