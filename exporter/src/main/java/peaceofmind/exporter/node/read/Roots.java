// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.nio.file.Path;

/**
 * Where the kernel's and the system's files are; elsewhere for test fixtures.
 *
 * @param proc {@code /proc}
 * @param sys {@code /sys}
 * @param root {@code /}, for {@code etc} and {@code run}
 */
public record Roots(Path proc, Path sys, Path root) {

    public static Roots below(Path root) {
        return new Roots(root.resolve("proc"), root.resolve("sys"), root);
    }

    /** The same with another sysfs. */
    public Roots withSys(Path other) {
        return new Roots(proc, other, root);
    }
}
