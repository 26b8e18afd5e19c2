// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void whatATerminalWouldExecuteIsReplaced() {
        assertThat(PlainText.of("a\u001b[31mred\u0007")).isEqualTo("a [31mred ");
        assertThat(PlainText.of("a\u009b31mred"))
                .as("the one-character form of ESC [")
                .isEqualTo("a 31mred");
        assertThat(PlainText.of("a\r\nb\tc\u0000d\u007fe")).isEqualTo("a b c d e");
    }

    @Test
    void whatForgesOtherTextIsReplaced() {
        assertThat(PlainText.of("a\u202etxt.exe\u2028b")).isEqualTo("a txt.exe b");
    }

    @Test
    void linesThatAreMeantAsSuchStay() {
        assertThat(PlainText.ofLines("one\u001b[31m\r\ntwo\n")).isEqualTo("one [31m\ntwo");
    }

    @Test
    void whatAServerWritesIntoAnErrorIsOneHarmlessLine() {
        assertThat(ErrorText.of(new IOException("550 no\r\n2026-11-30 INFO \u001b]0;all is well\u0007")))
                .isEqualTo("550 no 2026-11-30 INFO  ]0;all is well ");
    }

    @Test
    void ordinaryTextOfAnyLanguageStays() {
        String text = "K\u00fchlhaus 3: \u6e29\u5ea6 -4 \u00b0C, \ud83d\udc4d";
        assertThat(PlainText.of(text)).isEqualTo(text);
    }
}
