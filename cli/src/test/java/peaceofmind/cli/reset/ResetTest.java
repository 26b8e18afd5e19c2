// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.reset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResetTest {

    @TempDir
    private Path storage;

    @BeforeEach
    void createFiles() throws Exception {
        Files.createDirectories(storage.resolve("pending"));
        Files.writeString(storage.resolve("pending/a.mp4"), "never uploaded");
        Files.writeString(storage.resolve("video_metadata.db"), "rows");
        Files.writeString(storage.resolve("mine.txt"), "not ours");
    }

    @Test
    void videosAndDatabaseAreMovedAsideAndNothingElse() throws Exception {
        assertThat(new Reset(storage).moveAside("x")).containsExactly("pending", "video_metadata.db");
        assertThat(storage.resolve("reset-x/pending/a.mp4")).hasContent("never uploaded");
        assertThat(storage.resolve("pending")).doesNotExist();
        assertThat(storage.resolve("mine.txt")).exists();
    }

    @Test
    void whatWasMovedAsideComesBackAndWhatWasCreatedSinceIsNotLost() throws Exception {
        Reset reset = new Reset(storage);
        reset.moveAside("x");
        Files.createDirectories(storage.resolve("pending"));
        Files.writeString(storage.resolve("pending/new.mp4"), "since");
        reset.moveBack("x");
        assertThat(storage.resolve("pending/a.mp4")).hasContent("never uploaded");
        assertThat(storage.resolve("reset-x-since/pending/new.mp4")).hasContent("since");
    }

    @Test
    void anUnknownNameIsReported() {
        assertThatThrownBy(() -> new Reset(storage).moveBack("none")).hasMessageContaining("reset-none");
    }
}
