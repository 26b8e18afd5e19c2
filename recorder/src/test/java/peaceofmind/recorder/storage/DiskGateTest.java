package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGateTest {

    private long free = 100;
    private boolean readable = true;
    private final DiskGate gate = new DiskGate(
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
        assertThat(at(100)).isEqualTo(DiskLevel.OK);
        assertThat(at(79)).isEqualTo(DiskLevel.WARN);
        assertThat(at(49)).isEqualTo(DiskLevel.REFUSE);
        assertThat(at(9)).isEqualTo(DiskLevel.STOP);
    }

    @Test
    void aLevelIsLeftOnlyWithSomeMarginSoThatItDoesNotFlutter() {
        at(49);
        assertThat(at(51)).isEqualTo(DiskLevel.REFUSE);
        assertThat(at(53)).isEqualTo(DiskLevel.WARN);
        assertThat(at(82)).isEqualTo(DiskLevel.WARN);
        assertThat(at(85)).isEqualTo(DiskLevel.OK);
    }

    @Test
    void aDiskThatCannotBeReadIsUnknownAndSaysWhy() {
        readable = false;
        assertThat(gate.level()).isEqualTo(DiskLevel.UNKNOWN);
        assertThat(gate.describe()).contains("gone");
    }

    @Test
    void aLookThatFailsDoesNotTakeTheMarginAway() {
        at(49);
        readable = false;
        gate.level();
        readable = true;
        assertThat(at(51)).isEqualTo(DiskLevel.REFUSE);
    }

    @Test
    void aFolderThatIsNotThereYetHasTheRoomOfTheOneThatWillHoldIt(@TempDir Path folder) {
        assertThat(DiskGate.over(folder.resolve("not/there/yet"), 1, 1, 1).level())
                .isEqualTo(DiskLevel.OK);
        assertThat(DiskGate.over(folder.resolve("not/there/yet"), Long.MAX_VALUE, Long.MAX_VALUE, 1)
                        .level())
                .isEqualTo(DiskLevel.REFUSE);
    }

    @Test
    void aFolderThatCannotBeLookedAtIsNotJudgedByTheOneThatHoldsIt(@TempDir Path folder) throws Exception {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        DiskGate over = DiskGate.over(loop, 1, 1, 1);
        assertThat(over.level()).isEqualTo(DiskLevel.UNKNOWN);
        assertThat(over.describe()).contains(loop.toString());
    }

    private DiskLevel at(long bytes) {
        free = bytes;
        return gate.level();
    }
}
