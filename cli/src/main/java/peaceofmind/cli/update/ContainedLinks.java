// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import peaceofmind.foundation.log.PlainText;

/** The symbolic links of a new version: each must lead to something in its folder, whether that exists or not. */
record ContainedLinks(Path folder) {

    /** As the kernel's limit for one path. */
    private static final int MAX_LINKS = 40;

    /** Throws for a link that leads out, naming it. */
    void check() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink() && !leadsInside(file)) {
                    throw new IOException(
                            "the link " + PlainText.of(folder.relativize(file).toString()) + " to "
                                    + PlainText.of(Files.readSymbolicLink(file).toString())
                                    + " leads out of the version's folder: replace it by a relative link to a file of the release, or by the file");
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Follows links one by one, as the kernel does: {@code a/..} is not here if {@code a} is a link to elsewhere. */
    private boolean leadsInside(Path link) throws IOException {
        Deque<String> remaining = new ArrayDeque<>();
        folder.relativize(link).forEach(part -> remaining.addLast(part.toString()));
        Deque<Path> resolved = new ArrayDeque<>();
        int links = 0;
        while (!remaining.isEmpty()) {
            String part = remaining.removeFirst();
            if (part.equals("..")) {
                if (resolved.isEmpty()) {
                    return false;
                }
                resolved.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                Path next = (resolved.isEmpty() ? folder : resolved.getLast()).resolve(part);
                if (!Files.isSymbolicLink(next)) {
                    resolved.addLast(next);
                    continue;
                }
                Path target = Files.readSymbolicLink(next);
                if (target.isAbsolute() || ++links > MAX_LINKS) {
                    return false;
                }
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    remaining.addFirst(target.getName(i).toString());
                }
            }
        }
        return true;
    }
}
