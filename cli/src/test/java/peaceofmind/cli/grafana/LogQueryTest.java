// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogQueryTest {

    private static final Map<String, String> STREAM = Map.of("job", "watchdog", "instance", "gym");

    @Test
    void selectorsMatchWholeValuesAndFiltersPartsOfTheLine() {
        assertThat(finds("{job=\"watchdog\"}")).isTrue();
        assertThat(finds("{job=\"watch\"}")).isFalse();
        assertThat(finds("{instance=~\".*\", job=~\"recorder-service|watchdog\"}"))
                .isTrue();
        assertThat(finds("{job=~\"watch\"}"))
                .as("a regular expression is anchored")
                .isFalse();
        assertThat(finds("{job!=\"peace\",instance=\"gym\"} |= \"restart\" != \"reboot\""))
                .isTrue();
        assertThat(finds("{job!~\"peace|watchdog\",instance=\"gym\"}")).isFalse();
        assertThat(finds("{job=\"watchdog\"} |~ `start\\w+` !~ \"boot\"")).isTrue();
        assertThat(finds("{job=\"watchdog\"} |= \"reboot\"")).isFalse();
    }

    @Test
    void aMissingLabelCountsAsEmpty() {
        assertThat(finds("{job=\"watchdog\", unit=\"\"}")).isTrue();
        assertThat(finds("{job=\"watchdog\", unit=~\".+\"}")).isFalse();
        assertThat(LogQuery.parse("{jobb=\"watchdog\"}").unknownLabels(List.of(STREAM)))
                .containsExactly("jobb");
    }

    @Test
    void whatLokiRefusesIsRefused() {
        for (String query : List.of(
                "job=\"a\"",
                "{}",
                "{job=\"a\"",
                "{job=a}",
                "{job==\"a\"}",
                "{instance=~\".*\"}",
                "{job!=\"a\"}",
                "{job=\"a\"} restart",
                "{job=\"a\"} |= restart",
                "rate({job=\"a\"}[5m])")) {
            assertThatThrownBy(() -> LogQuery.parse(query)).as(query).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static boolean finds(String query) {
        return LogQuery.parse(query).finds(STREAM, "restarted the recorder");
    }
}
