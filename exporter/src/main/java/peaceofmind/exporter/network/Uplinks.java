// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;

/**
 * The interfaces that have led to the internet, on the disk: only they are judged and repaired. An interface that never had a default
 * route, such as one to a camera, is nobody's way out and must be left alone.
 */
final class Uplinks {

    private static final int MAX_UPLINKS = 8;
    private static final int MAX_BYTES = 1000;

    private final Path file;
    private final Consumer<String> warn;
    private final Set<String> names = new TreeSet<>();

    Uplinks(Path file, Consumer<String> warn) {
        this.file = file;
        this.warn = warn;
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            text.ifPresent(known -> known.lines()
                    .filter(LinkReading::isRepairableName)
                    .limit(MAX_UPLINKS)
                    .forEach(names::add));
        } catch (IOException unreadable) {
            warn.accept("uplinks are not known until they have a default route again: " + ErrorText.of(unreadable));
        }
    }

    Set<String> names() {
        return Set.copyOf(names);
    }

    /**
     * Adds those that have a default route; what has disappeared since is forgotten, since another one has taken its place.
     *
     * @param routed hardware interfaces with a default route
     */
    void update(Set<String> routed, Predicate<String> isPresent) {
        Set<String> next = new TreeSet<>(names);
        routed.stream().filter(name -> next.size() < MAX_UPLINKS).forEach(next::add);
        if (!routed.isEmpty()) {
            next.removeIf(name -> !isPresent.test(name));
        }
        if (next.equals(names)) {
            return;
        }
        names.clear();
        names.addAll(next);
        try {
            DurableFile.replace(file, String.join("\n", next) + "\n");
        } catch (IOException failure) {
            warn.accept("cannot save " + file + ": " + ErrorText.of(failure));
        }
    }
}
