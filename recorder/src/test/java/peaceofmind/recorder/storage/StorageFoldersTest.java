// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

class StorageFoldersTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    @Test
    void aFolderThatCannotBeCreatedIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> VideoStore.open(new StorageFolders(file.resolve("below")), clock))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.resolve("below").toString());
    }
}
