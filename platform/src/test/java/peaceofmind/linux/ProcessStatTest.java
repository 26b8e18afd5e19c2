// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessStatTest {

    private static final String REST =
            " S 1 4321 4321 0 -1 4194560 5123 0 12 0 250 130 0 0 20 0 23 0 987654 3000000 9000 18446744073709551615\n";

    @Test
    void aRealLineIsParsed() {
        assertThat(ProcessStat.parse("4321 (java)" + REST))
                .contains(new ProcessStat(4321, "java", 'S', 1, 4321, 380, 23, 987654));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", ") R 1 (", "((x))", "", "tab\tnew\nline", " "})
    void theCommandCanContainSpacesAndParentheses(String command) {
        assertThat(ProcessStat.parse("7 (" + command + ")" + REST)).hasValueSatisfying(stat -> {
            assertThat(stat.command()).isEqualTo(command);
            assertThat(stat.parentPid()).isEqualTo(1);
        });
    }

    @Test
    void aZombieWithAnotherThreadHasNotExited() {
        assertThat(zombieWithThreads(1).hasExited()).isTrue();
        assertThat(zombieWithThreads(2).hasExited()).isFalse();
    }

    private static ProcessStat zombieWithThreads(int threads) {
        return ProcessStat.parse("7 (app)" + REST.replace(" S ", " Z ").replace(" 0 23 0 ", " 0 " + threads + " 0 "))
                .orElseThrow();
    }

    @Test
    void aTruncatedLineIsAbsentAndNeverThrows() {
        String whole = "4321 (ja va)" + REST;
        int startTicks = whole.indexOf("987654");
        for (int length = 0; length < startTicks; length++) {
            assertThat(ProcessStat.parse(whole.substring(0, length)))
                    .as("cut at %d", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x (a) S 1", "()", ")(", "1 (a) S x 4321 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"})
    void garbageIsAbsent(String text) {
        assertThat(ProcessStat.parse(text)).isEmpty();
    }

    @Test
    void thisProcessIsFoundAndAnImpossibleOneIsNot() {
        long self = ProcessHandle.current().pid();
        assertThat(ProcessStat.read(Path.of("/proc"), self)).hasValueSatisfying(stat -> {
            assertThat(stat.pid()).isEqualTo(self);
            assertThat(stat.startTicks()).isPositive();
        });
        assertThat(ProcessStat.read(Path.of("/proc"), Integer.MAX_VALUE)).isEmpty();
    }
}
