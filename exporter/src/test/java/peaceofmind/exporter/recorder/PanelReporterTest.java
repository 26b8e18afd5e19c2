// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PanelReporterTest {

    private final List<String> events = new ArrayList<>();
    private Optional<String> problem = Optional.empty();
    private final PanelReporter reporter = new PanelReporter(() -> problem, events::add);

    @Test
    void aProblemIsAnEventOnceAndAgainAfterItWasGone() {
        poll(3);
        problem = Optional.of("the lights do not work: no GPIO chip");
        poll(3);
        problem = Optional.empty();
        poll(3);
        problem = Optional.of("the lights do not work: no GPIO chip");
        poll(3);
        problem = Optional.of("the button does not work: error 19");
        poll(3);
        assertThat(events)
                .containsExactly(
                        "the recorder reports: the lights do not work: no GPIO chip",
                        "the recorder reports: the lights do not work: no GPIO chip",
                        "the recorder reports: the button does not work: error 19");
    }

    private void poll(int times) {
        for (int time = 0; time < times; time++) {
            reporter.poll();
        }
    }
}
