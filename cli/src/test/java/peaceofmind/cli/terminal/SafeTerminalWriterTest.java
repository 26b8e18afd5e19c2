// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTerminalWriterTest {

    private final StringWriter terminal = new StringWriter();
    private final PrintWriter out = SafeTerminalWriter.of(terminal);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b]0;title\u0007",
                "\u001b[2J\u001b[H",
                "\u001b[31;1m",
                "\u001b[8m",
                "\u001bc",
                "\u001b\u001b[6n",
                "\u009b2J",
                "\u0090q\u009c",
                "\b\b\b",
                "\r",
                "\u202e",
                "\u2028",
                "\u0000\u007f\u0085"
            })
    void nothingThatATerminalWouldExecuteReachesIt(String hostile) {
        out.print("disk " + hostile + "full");
        out.flush();
        assertThat(terminal.toString()).startsWith("disk ").endsWith("full");
        assertThat(terminal.toString().chars())
                .noneMatch(
                        character -> Character.isISOControl(character) || character == 0x202e || character == 0x2028);
    }

    @Test
    void coloursLinesTabsAndEmojiPass() {
        String text = Tty.coloured().paint(Tty.Colour.RED, "down") + "\n\tü € 👩\u200d💻\n";
        out.print(text);
        out.flush();
        assertThat(terminal).hasToString(text);
    }

    @Test
    void aSequenceInPiecesIsRecognised() {
        out.print("\u001b");
        out.print("[3");
        out.print("3m");
        out.print("late\u001b[");
        out.print("9");
        out.print("m");
        out.flush();
        assertThat(terminal).hasToString("\u001b[33mlate [9m");
    }
}
