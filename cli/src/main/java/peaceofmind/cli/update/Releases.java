package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where new versions come from. */
interface Releases {

    /** What is there, oldest first. */
    List<String> versions() throws IOException, InterruptedException;

    /** Brings a version, checked, into a folder that does not exist yet; what it leaves on failure is removed by the caller. */
    void fetch(String version, Path target) throws IOException, InterruptedException;
}
