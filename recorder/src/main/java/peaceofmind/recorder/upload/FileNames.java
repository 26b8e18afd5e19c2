// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

/** Names for videos at a destination, where several devices can have the same ones. */
public final class FileNames {

    private FileNames() {}

    /** The name itself, and then {@code name-2.mp4}, {@code name-3.mp4} and so on. */
    public static String numbered(String name, int n) {
        int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
        return n == 1 ? name : name.substring(0, dot) + "-" + n + name.substring(dot);
    }
}
