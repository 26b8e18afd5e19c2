// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceLimitsTest {

    private long free = 100;
    private boolean readable = true;
    private final FreeSpaceLimits limits = new FreeSpaceLimits(
            () -> {
                if (!readable) {
                    throw new IOException("gone");
                }
                return free;
            },
            50,
            80,
            10);

    @Test
    void eachLimitHasItsLevel() {
        assertThat(levelAt(100)).isEqualTo(FreeSpaceLevel.OK);
        assertThat(levelAt(79)).isEqualTo(FreeSpaceLevel.WARN);
        assertThat(levelAt(49)).isEqualTo(FreeSpaceLevel.REFUSE);
        assertThat(levelAt(9)).isEqualTo(FreeSpaceLevel.STOP);
    }

    @Test
    void aLevelIsLeftOnlyWithAMargin() {
        levelAt(49);
        assertThat(levelAt(51)).isEqualTo(FreeSpaceLevel.REFUSE);
        assertThat(levelAt(53)).isEqualTo(FreeSpaceLevel.WARN);
        assertThat(levelAt(82)).isEqualTo(FreeSpaceLevel.WARN);
        assertThat(levelAt(85)).isEqualTo(FreeSpaceLevel.OK);
    }

    @Test
    void aDiskThatCannotBeReadIsUnknownAndSaysWhy() {
        readable = false;
        assertThat(limits.check()).isEqualTo(FreeSpaceLevel.UNKNOWN);
        assertThat(limits.description()).contains("gone");
    }

    @Test
    void aFailedCheckKeepsTheMargin() {
        levelAt(49);
        readable = false;
        limits.check();
        readable = true;
        assertThat(levelAt(51)).isEqualTo(FreeSpaceLevel.REFUSE);
    }

    @Test
    void aMissingFolderHasTheFreeSpaceOfItsParent(@TempDir Path folder) {
        assertThat(FreeSpaceLimits.forFolder(folder.resolve("not/created/yet"), 1, 1, 1)
                        .check())
                .isEqualTo(FreeSpaceLevel.OK);
        assertThat(FreeSpaceLimits.forFolder(folder.resolve("not/created/yet"), Long.MAX_VALUE, Long.MAX_VALUE, 1)
                        .check())
                .isEqualTo(FreeSpaceLevel.REFUSE);
    }

    @Test
    void anUnreadableFolderDoesNotHaveTheFreeSpaceOfItsParent(@TempDir Path folder) throws Exception {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        FreeSpaceLimits loopLimits = FreeSpaceLimits.forFolder(loop, 1, 1, 1);
        assertThat(loopLimits.check()).isEqualTo(FreeSpaceLevel.UNKNOWN);
        assertThat(loopLimits.description()).contains(loop.toString());
    }

    private FreeSpaceLevel levelAt(long bytes) {
        free = bytes;
        return limits.check();
    }
}
