package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

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

    private DiskLevel at(long bytes) {
        free = bytes;
        return gate.level();
    }
}
