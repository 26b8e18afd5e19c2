// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {

    @Test
    void aShortTextIsPrintedNextToItsLabel() {
        assertThat(Columns.wrap("12:00:00", 10, "all is well")).containsExactly("12:00:00  all is well");
    }

    @Test
    void aLongTextIsWrappedBetweenWordsAndIndented() {
        String text = "no heartbeat ".repeat(12).strip();
        List<String> lines = Columns.wrap("12:00:00", 10, text);
        assertThat(lines).hasSizeGreaterThan(1).allMatch(line -> line.length() <= 80);
        assertThat(lines.get(1)).startsWith(" ".repeat(10)).doesNotStartWith(" ".repeat(11));
        assertThat(String.join(" ", lines).replaceAll(" +", " ")).isEqualTo("12:00:00 " + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void linesAreAsWideAsTheTerminal(int columns) {
        List<String> lines =
                Columns.wrap(columns, "12:00:00", 10, "no heartbeat ".repeat(40).strip());
        assertThat(lines).allMatch(line -> line.length() <= columns);
        assertThat(lines.getFirst().length()).isGreaterThan(columns - "heartbeat ".length());
    }

    @Test
    void aWordLongerThanALineIsCut() {
        assertThat(Columns.wrap("", 10, "x".repeat(200))).hasSize(3).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aLabelThatIsTooLongMovesItsTextToTheRight() {
        assertThat(Columns.wrap("a very long label", 10, "text").getFirst()).isEqualTo("a very long label text");
    }

    @Test
    void anEmptyTextIsOneLine() {
        assertThat(Columns.wrap("label", 10, "")).containsExactly("label");
    }
}
