// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

/** How files are taken over. */
public enum ImportMode {
    /** A second copy: needs their size in free space, and leaves the existing recorder as it was. */
    COPY,
    /** A second name for the same file, within one file system: needs no space. It is freed when both names are removed. */
    LINK,
    /** Within one file system: the existing recorder has the file no more. */
    MOVE
}
