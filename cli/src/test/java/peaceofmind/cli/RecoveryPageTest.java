// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RECOVERY.md and the other pages for emergencies: a command that does not exist would be found at the worst moment. */
class RecoveryPageTest {

    private static final Pattern BLOCK = Pattern.compile("(?m)^(?:sudo )?peace ([a-z][^\\n]*)$");
    private static final Pattern INLINE = Pattern.compile("`(?:sudo )?peace ([a-z][^`\\n]*)`");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"(level-\\d)\"></a>");

    static Stream<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String page : List.of("RECOVERY.md", "docs/remote-access.md", "docs/update.md")) {
            String text = Files.readString(checkout().resolve(page));
            for (Pattern pattern : List.of(BLOCK, INLINE)) {
                Matcher matcher = pattern.matcher(text);
                while (matcher.find()) {
                    // The cheat sheet has two commands with their meanings on a line.
                    commands.add(matcher.group(1).split("  ", 2)[0].strip());
                }
            }
        }
        return commands.stream().distinct();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandOnThePageIsAcceptedByTheParser(String command) {
        String concrete =
                command.replace("ID", "17").replace("TIME", "20261125-080000").replaceFirst("…$", "");
        Peace.commandLine().parseArgs(concrete.split(" ", -1));
    }

    @Test
    void theAnchorsThatAlertsLinkToExist() throws IOException {
        Matcher anchor = ANCHOR.matcher(Files.readString(checkout().resolve("RECOVERY.md")));
        List<String> found = new ArrayList<>();
        while (anchor.find()) {
            found.add(anchor.group(1));
        }
        assertThat(found)
                .containsExactly(
                        "level-1", "level-2", "level-3", "level-4", "level-5", "level-6", "level-7", "level-8");
    }

    private static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("RECOVERY.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no RECOVERY.md in or above this folder");
        }
        return folder;
    }
}
