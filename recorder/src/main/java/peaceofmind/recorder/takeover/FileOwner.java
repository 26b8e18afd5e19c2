// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * Who owns what is taken over: the user of the recorder, who must be able to rename and remove it.
 *
 * @param folderOwner that of the recorder's folder; empty: this process is not root's, and cannot change owners
 */
record FileOwner(Optional<Owner> folderOwner) {

    record Owner(UserPrincipal user, GroupPrincipal group) {}

    static FileOwner of(Path folder) throws IOException {
        if (!isRoot()) {
            return new FileOwner(Optional.empty());
        }
        PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        return new FileOwner(Optional.of(new Owner(attributes.owner(), attributes.group())));
    }

    static boolean isRoot() throws IOException {
        return userId(Path.of("/proc/self")) == 0;
    }

    static int userId(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Of a link, the link itself. */
    void apply(Path file) throws IOException {
        if (folderOwner.isPresent()) {
            Files.setAttribute(file, "posix:owner", folderOwner.get().user(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "posix:group", folderOwner.get().group(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Creates a folder of the owner's, if it is missing. */
    void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        apply(folder);
    }
}
