// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;

/** A value that is read by a system call instead of from a file; tests supply fakes. */
public interface SystemCall<T> {
    T read() throws IOException;
}
