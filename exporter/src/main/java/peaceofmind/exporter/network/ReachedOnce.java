// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;

/** Whether the internet was ever reached, on the disk: a device that is meant to work without it is not cut off. */
final class ReachedOnce {

    private final Path file;
    private final Consumer<String> warn;
    private boolean reached;

    ReachedOnce(Path file, Consumer<String> warn) {
        this.file = file;
        this.warn = warn;
        this.reached = Files.exists(file);
    }

    boolean isReached() {
        return reached;
    }

    /** Writes the file once in the life of a device. */
    void note() {
        if (reached) {
            return;
        }
        reached = true;
        try {
            DurableFile.replace(file, "The internet was reached from this device.\n");
        } catch (IOException failure) {
            warn.accept("cannot save " + file + ": " + ErrorText.of(failure));
        }
    }
}
