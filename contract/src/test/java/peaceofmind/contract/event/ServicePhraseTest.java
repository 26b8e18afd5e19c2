// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePhraseTest {

    @Test
    void theRecorderHasAnArticle() {
        assertThat(ServicePhrase.first("recorder") + " is running").isEqualTo("The recorder is running");
        assertThat("no word from " + ServicePhrase.within("recorder")).isEqualTo("no word from the recorder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"myapp", "The Gym", "recorder-2", "Recorder", "anna's camera", "é", "x"})
    void anyOtherNameStandsAsItIs(String name) {
        assertThat(ServicePhrase.first(name)).isEqualTo(name);
        assertThat(ServicePhrase.within(name)).isEqualTo(name);
    }
}
