// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

/**
 * The header of a file in a tar archive.
 *
 * @param name as in the archive
 * @param linkTarget of a link; otherwise empty
 * @param size bytes of content that follow
 */
record TarEntry(String name, Type type, String linkTarget, long size, boolean executable) {

    /** What is made of an entry. */
    enum Type {
        FILE,
        FOLDER,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Devices, pipes, sparse files, and whatever else there is. */
        OTHER
    }
}
