package peaceofmind.exporter.node.system;

import java.io.IOException;

/** Something that is asked of the kernel by a call instead of a file; a test answers itself. */
public interface SystemCall<T> {
    T read() throws IOException;
}
