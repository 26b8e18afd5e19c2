// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LocalTimestampTest {

    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    @Test
    void aTimeIsShownToTheSecondWithItsOffset() {
        Instant time = Instant.parse("2026-11-25T08:00:01.123456789Z");
        String text = LocalTimestamp.format(time);
        assertThat(text).matches("2026-11-2\\d \\d\\d:\\d\\d:01 [+-]\\d\\d:\\d\\d");
        assertThat(OffsetDateTime.parse(text, SHOWN).toInstant()).isEqualTo(time.truncatedTo(ChronoUnit.SECONDS));
    }
}
