// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EvidenceNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T10-00-00.000_recorder_restart-12",
                "2026-11-24T10-00-00.123_my_own-app@2.x_reboot-1",
                "2026-11-24T10-00-00.000_recorder_restart"
            })
    void eachNameIsWrittenAsItWasRead(String name) {
        assertThat(EvidenceName.parse(name))
                .hasValueSatisfying(read -> assertThat(read).hasToString(name));
    }

    @Test
    void itsPartsAreFound() {
        EvidenceName name = EvidenceName.parse("2026-11-24T10-00-00.123_my_own-app_restart-7")
                .orElseThrow();
        assertThat(name)
                .isEqualTo(new EvidenceName(Instant.parse("2026-11-24T10:00:00.123Z"), "my_own-app", "restart", 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lost+found",
                "2026-13-45T10-00-00.000_recorder_restart-1",
                "2026-11-24T10-00-00.000_recorder",
                "2026-11-24T10-00-00.000_../../etc_restart",
                "2026-11-24T10-00-00.000_recorder_restart-1/x",
                ".2026-11-24T10-00-00.000_recorder_restart-1"
            })
    void whatIsNotOursIsNoName(String name) {
        assertThat(EvidenceName.parse(name)).isEmpty();
    }
}
