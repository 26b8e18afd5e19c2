// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalSizeTest {

    @ParameterizedTest
    @CsvSource({"24 80,24,80", "'10 40\n',10,40", "50 20,50,40", "50 400,50,200", "7 0,7,80"})
    void theSizeIsReadAsSttyPrintsIt(String text, int rows, int columns) {
        assertThat(TerminalSize.of(Map.of("PEACE_TERMINAL", text)))
                .isEqualTo(new TerminalSize(Optional.of(rows), columns));
    }

    @ParameterizedTest
    @CsvSource({"''", "0 0", "wide", "-1 80", "99999 80"})
    void whatIsNotASizeIsUnknown(String text) {
        assertThat(TerminalSize.of(Map.of("PEACE_TERMINAL", text))).isEqualTo(new TerminalSize(Optional.empty(), 80));
    }

    @Test
    void withoutATerminalLinesHaveEightyColumns() {
        assertThat(TerminalSize.of(Map.of()).columns()).isEqualTo(80);
    }
}
