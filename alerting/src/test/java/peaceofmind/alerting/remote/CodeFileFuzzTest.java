// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;
import peaceofmind.testkit.MutationFuzzer;

/** The file of codes, as a failing card returns it. */
class CodeFileFuzzTest {

    @TempDir
    private Path folder;

    @Test
    void aDamagedFileNeverKeepsTheAgentFromStarting() throws Exception {
        Path file = folder.resolve("codes.json");
        CodeStore store = new CodeStore(file, Optional.of("boot"), new FakeClock(), _ -> {});
        List<MessageButton> buttons = store.issue(List.of(RemoteCommand.values()), "incident", Optional.of("recorder"));
        store.use(store.find(buttons.getFirst().code()).orElseThrow());
        MutationFuzzer.ofTexts("codes", Files.readString(file)).withRounds(300).run(input -> {
            Files.write(file, input);
            CodeStore read = new CodeStore(file, Optional.of("boot"), new FakeClock(), _ -> {});
            read.find("x").ifPresent(read::isExpired);
            read.acceptedWithinHour();
            try (var files = Files.list(folder)) {
                for (Path other : files.filter(path -> !path.equals(file)).toList()) {
                    Files.delete(other);
                }
            }
        });
    }
}
