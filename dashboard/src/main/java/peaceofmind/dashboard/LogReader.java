// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.util.List;

/** Follows a growing log for one reader. */
interface LogReader {

    /** The lines since the last call; on the first call, the last lines of the log. Their number and length are bounded. */
    List<String> poll() throws IOException, InterruptedException;
}
