package peaceofmind.recorder.storage;

import java.io.IOException;
import java.util.function.Supplier;

/** Gates for tests of what stands on them: refuse below 50 bytes, warn below 80, stop below 10. */
public final class DiskGates {

    private DiskGates() {}

    /** How much is free, or why that can't be read. */
    public sealed interface Answer {}

    public record Free(long bytes) implements Answer {}

    public record Unreadable(String why) implements Answer {}

    /** A gate over a disk that answers so. */
    public static DiskGate over(Supplier<Answer> disk) {
        return new DiskGate(
                () -> switch (disk.get()) {
                    case Free free -> free.bytes();
                    case Unreadable unreadable -> throw new IOException(unreadable.why());
                },
                50,
                80,
                10);
    }
}
