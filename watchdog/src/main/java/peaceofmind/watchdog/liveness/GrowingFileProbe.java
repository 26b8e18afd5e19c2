// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that must grow. One that was rotated or truncated has not grown: whoever did that may be another program; what is written next
 * counts. The file is never opened.
 */
final class GrowingFileProbe implements Probe {

    private final Path path;
    private Optional<BasicFileAttributes> last = Optional.empty();

    GrowingFileProbe(Path path) {
        this.path = path;
    }

    @Override
    public void reset() {
        last = Optional.empty();
    }

    @Override
    public ProbeResult run() throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException missing) {
            return silent("there is no " + path, Objects.requireNonNullElse(path.getParent(), path));
        }
        if (!now.isRegularFile()) {
            return new ProbeResult.Inconclusive(path + " is not a file");
        }
        Optional<BasicFileAttributes> before = last;
        last = Optional.of(now);
        return before.filter(old -> hasGrown(old, now)).isPresent()
                ? new ProbeResult.Alive()
                : silent(path + " does not grow", path);
    }

    private static boolean hasGrown(BasicFileAttributes old, BasicFileAttributes now) {
        boolean sameFile = Objects.equals(old.fileKey(), now.fileKey());
        return now.size() > (sameFile ? old.size() : 0);
    }

    /** Unless its disk is the reason: a restart does not make it writable. */
    private static ProbeResult silent(String reason, Path existing) throws IOException {
        if (!Files.exists(existing)) {
            return new ProbeResult.Silent(reason);
        }
        FileStore disk = Files.getFileStore(existing);
        if (disk.isReadOnly()) {
            return new ProbeResult.Inconclusive(reason + ": its disk is read-only");
        } else if (disk.getTotalSpace() > 0 && disk.getUsableSpace() == 0) {
            return new ProbeResult.Inconclusive(reason + ": its disk is full");
        }
        return new ProbeResult.Silent(reason);
    }
}
