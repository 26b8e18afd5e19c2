// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class ManualTest {

    @Command(
            name = "tool",
            description = {"Prints lines that need escapes.", ".starts with a dot", "back\\slash"},
            subcommands = {Shown.class, Hidden.class})
    private static final class Tool {}

    @Command(name = "shown", aliases = "also", description = "Is shown in the manual.")
    private static final class Shown {}

    @Command(name = "hidden", hidden = true, description = "Is not in the manual.")
    private static final class Hidden {}

    @Test
    void thePageHoldsTheHelpOfEveryCommand() {
        assertThat(Manual.page(Peace.commandLine()))
                .contains(".SS peace status\n", ".SS peace hold\n", ".SS peace watchdog stop\n", "\\-\\-json")
                .doesNotContain(".SS peace watchdog hold\n")
                .contains(".TP\n/etc/peace/peace.yaml\n");
    }

    @Test
    void thePageKeepsLinesThatTheFormatterWouldTakeForItsOwn() {
        assertThat(Manual.page(new CommandLine(new Tool())))
                .contains("\n\\&.starts with a dot\n", "\nback\\eslash\n", ".SS tool shown\n")
                .doesNotContain("hidden")
                .containsOnlyOnce(".SS ");
    }

    @Test
    void theCompletionListsTheCommandsAndOmitsItsGenerator() {
        assertThat(Manual.completion(Peace.commandLine()))
                .contains("complete -F _complete_peace", "watchdog")
                .doesNotContain("#!", "enerated by");
    }
}
