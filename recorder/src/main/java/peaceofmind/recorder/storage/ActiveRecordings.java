// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The raw files that are being written, which must not be taken for leftovers of a crash. Thread-safe. */
public final class ActiveRecordings {

    private final Set<Path> rawFiles = ConcurrentHashMap.newKeySet();

    /** A recording to that file is about to start. */
    public void add(Path rawFile) {
        rawFiles.add(rawFile);
    }

    /** The recording has stopped, or could not be started. */
    public void remove(Path rawFile) {
        rawFiles.remove(rawFile);
    }

    boolean contains(Path rawFile) {
        return rawFiles.contains(rawFile);
    }

    /** Whether nothing is being recorded. */
    public boolean isEmpty() {
        return rawFiles.isEmpty();
    }
}
