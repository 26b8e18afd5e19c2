// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.util.function.Supplier;

/** Limits for tests: refuse below 50 bytes, warn below 80, stop below 10. */
public final class FakeFreeSpace {

    private FakeFreeSpace() {}

    /** The free space, or why it can't be read. */
    public sealed interface SpaceReading {}

    public record Free(long bytes) implements SpaceReading {}

    public record Unreadable(String reason) implements SpaceReading {}

    /** Limits for a fake disk. */
    public static FreeSpaceLimits limits(Supplier<SpaceReading> disk) {
        return new FreeSpaceLimits(
                () -> switch (disk.get()) {
                    case Free free -> free.bytes();
                    case Unreadable unreadable -> throw new IOException(unreadable.reason());
                },
                50,
                80,
                10);
    }
}
