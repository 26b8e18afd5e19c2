// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.reset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.terminal.CommandFailedException;
import picocli.CommandLine;

class ResetCommandTest {

    @TempDir
    private Path folder;

    /** No watchdog runs here: asking it to stop the recorder would be another failure. */
    @Test
    void anUndoOfAnUnknownResetStopsNothing() throws Exception {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "watchdog: {socket: %1$s/none.sock}\nrecorder: {storage: %1$s}\n".formatted(folder));
        ResetCommand command = new ResetCommand();
        new CommandLine(command).parseArgs("--undo", "2026", "--config", config.toString());
        assertThatThrownBy(command::call)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such folder: " + folder + "/reset-2026");
    }

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
