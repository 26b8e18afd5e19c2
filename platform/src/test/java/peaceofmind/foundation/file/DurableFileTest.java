// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFileTest {

    @TempDir
    private Path folder;

    @Test
    void theContentIsReplacedAndNothingElseIsLeftBehind() throws IOException {
        Path file = folder.resolve("state.json");
        DurableFile.replace(file, "old");
        DurableFile.replace(file, "n\u00e4w \ud83d\ude00");
        assertThat(file).hasContent("n\u00e4w \ud83d\ude00");
        assertThat(names()).containsExactly("state.json");
    }

    @Test
    void thePermissionsAreAsRequestedWhateverTheUmask() throws IOException {
        for (String permissions : List.of("rw-------", "rw-rw----", "rw-rw-rw-")) {
            Path file = folder.resolve(permissions);
            DurableFile.replace(file, "x", permissions);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(permissions);
        }
    }

    @Test
    void aTemporaryFileLeftByAPowerCutDoesNoHarm() throws IOException {
        Files.writeString(folder.resolve(".state.json.new"), "half");
        DurableFile.replace(folder.resolve("state.json"), "whole");
        assertThat(names()).containsExactly("state.json");
    }

    @Test
    void aFailedReplacementLeavesTheOldContentAndNoTemporaryFile() throws IOException {
        Path target = Files.createDirectory(folder.resolve("state.json"));
        Files.writeString(target.resolve("inside"), "kept");
        assertThatThrownBy(() -> DurableFile.replace(target, "new")).isInstanceOf(IOException.class);
        assertThat(target.resolve("inside")).hasContent("kept");
        assertThat(names()).containsExactly("state.json");
    }

    @Test
    void aMissingFolderIsAnError() {
        assertThatThrownBy(() -> DurableFile.replace(folder.resolve("none/file"), "x"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void filesMovedAsideAreKeptUpToTen() throws IOException {
        Path file = folder.resolve("db");
        for (int round = 0; round < 12; round++) {
            Files.writeString(file, "content " + round);
            Path aside = DurableFile.moveAside(file);
            assertThat(aside).hasContent("content " + round);
            assertThat(file).doesNotExist();
        }
        assertThat(names()).hasSize(10).contains("db.corrupt-0", "db.corrupt-9");
        assertThat(folder.resolve("db.corrupt-0")).hasContent("content 0");
        assertThat(folder.resolve("db.corrupt-9")).hasContent("content 11");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
