package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.util.List;

/** What the spool asks of a folder; a test puts one in its place that fails at every byte. */
public interface SpoolFiles {

    /** Names of the files, sorted. */
    List<String> list() throws IOException;

    /** A file's whole content; empty when there is none. */
    byte[] read(String name) throws IOException;

    /**
     * Writes at an offset, cutting off what lies behind it first; it is on the disk when this returns. A failure may leave a part
     * written.
     */
    void write(String name, long offset, byte[] bytes) throws IOException;

    /** Replaces a file whole: old or new, whatever happens. */
    void replace(String name, byte[] bytes) throws IOException;

    /** Removes a file if it is there. */
    void delete(String name) throws IOException;

    /**
     * Moves a damaged file out of the way.
     *
     * @return where it is now, in words
     */
    String moveAside(String name) throws IOException;
}
