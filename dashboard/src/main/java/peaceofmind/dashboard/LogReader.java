package peaceofmind.dashboard;

import java.io.IOException;
import java.util.List;

/** One reader's view of a log that grows. */
interface LogReader {

    /** What is new since the last call; at the first call, the log's end. A bounded number of lines of bounded length. */
    List<String> poll() throws IOException, InterruptedException;
}
