// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderLockTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void onlyOneWatchdogHasTheFolderUntilItStops() throws Exception {
        try (StateFolderLock _ = StateFolderLock.acquire(folder, warnings::add)) {
            assertThatThrownBy(() -> StateFolderLock.acquire(folder, warnings::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another watchdog runs on the state folder " + folder)
                    .hasMessageContaining("watchdog.state_dir");
        }
        StateFolderLock.acquire(folder, warnings::add).close();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFolderInPlaceOfTheLockIsMovedAside() throws Exception {
        Files.writeString(
                Files.createDirectory(folder.resolve(StateFolderLock.FILE)).resolve("inside"), "");
        StateFolderLock.acquire(folder, warnings::add).close();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFolderThatAllowsNoLockIsUsedWithoutOneAndReported() throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        StateFolderLock.acquire(notAFolder, warnings::add).close();
        assertThat(warnings).singleElement().asString().contains("no lock on the state folder");
    }
}
