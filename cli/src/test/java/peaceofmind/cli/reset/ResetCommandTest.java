// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.reset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.terminal.CommandFailedException;
import picocli.CommandLine;

class ResetCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theFilesOfAnotherProgramAreNotTouched() throws Exception {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "watchdog: {services: [{name: web, heartbeat: /run/web.json}]}\nrecorder: {storage: " + folder + "}\n");
        Files.writeString(folder.resolve("video_metadata.db"), "rows");
        ResetCommand command = new ResetCommand();
        new CommandLine(command).parseArgs("--yes", "--config", config.toString());
        assertThatThrownBy(command::call)
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("the recorder of this package, which is not watched here. Stop web");
    }
}
