// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.util.List;

/** The folder operations that the spool needs; tests use an implementation that fails at every byte. */
public interface SpoolFiles {

    /** Names of the files, sorted. */
    List<String> list() throws IOException;

    /** A file's whole content; empty when there is none. */
    byte[] read(String name) throws IOException;

    /**
     * Truncates a file at an offset and writes there; the data is durable when this returns. A failure may leave a partial write.
     */
    void write(String name, long offset, byte[] bytes) throws IOException;

    /** Replaces a file atomically. */
    void replace(String name, byte[] bytes) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;

    /**
     * Moves a damaged file out of the way.
     *
     * @return its new location, for messages
     */
    String moveAside(String name) throws IOException;
}
