// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.dashboard.ByteRange.Part;
import peaceofmind.dashboard.ByteRange.Unsatisfiable;
import peaceofmind.dashboard.ByteRange.Whole;

/** The examples of RFC 9110, 14.1.2 and 14.2, and what browsers and scanners send. */
class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-499, 10000, 0-499",
        "bytes=500-999, 10000, 500-999",
        "bytes=-500, 10000, 9500-9999",
        "bytes=9500-, 10000, 9500-9999",
        "bytes=0-, 10000, 0-9999",
        "bytes=0-0, 10000, 0-0",
        "bytes=9000-20000, 10000, 9000-9999",
        "bytes=-20000, 10000, 0-9999",
        "' bytes = 5 - 6 ', 10000, 5-6",
        "bytes=10000-, 10000, none",
        "bytes=20000-30000, 10000, none",
        "bytes=-0, 10000, none",
        "bytes=0-, 0, none",
        "bytes=5-4, 10000, whole",
        "bytes=-, 10000, whole",
        "bytes=a-b, 10000, whole",
        "'bytes=0-1,5-6', 10000, whole",
        "items=0-1, 10000, whole",
        "bytes=0-99999999999999999999, 10000, whole",
        "'', 10000, whole"
    })
    void aRangeIsAPartOrNothingOrIgnored(String header, long size, String expected) {
        String actual = switch (ByteRange.parse(Optional.of(header), size)) {
            case Whole _ -> "whole";
            case Unsatisfiable _ -> "none";
            case Part(ByteRange range) -> range.start() + "-" + range.end();
        };
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void withoutAHeaderItIsTheWholeFile() {
        assertThat(ByteRange.parse(Optional.empty(), 5)).isEqualTo(new Whole());
        assertThat(new ByteRange(500, 999).length()).isEqualTo(500);
    }
}
