// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path folder;

    @Test
    void aProgramThatPrintsForEverDoesNotFillTheDisk() throws Exception {
        Path file = folder.resolve("app.out");
        OutputFile output = new OutputFile(file);
        assertThat(output.prepare()).isEmpty();
        byte[] lines = "line\n".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream program = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            for (int second = 0; second < 60; second++) {
                program.write(lines);
                output.limit();
                assertThat(Files.size(file)).isLessThanOrEqualTo(OutputFile.MAX_BYTES);
            }
            program.write("last\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(Files.size(folder.resolve("app.out.1"))).isLessThan(OutputFile.MAX_BYTES + 2L * lines.length);
        assertThat(Files.readString(file)).endsWith("line\nlast\n").doesNotContain("\0");
    }

    @Test
    void whatCannotBeWrittenIsReportedAndNothingElse() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        OutputFile output = new OutputFile(blocked.resolve("app.out"));
        assertThat(output.prepare()).isPresent();
        output.limit();
        assertThat(blocked).isEmptyFile();
    }
}
