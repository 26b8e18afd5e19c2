// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A source of new versions. */
interface Releases {

    /** The available versions, oldest first. */
    List<String> versions() throws IOException, InterruptedException;

    /** Fetches and verifies a version into a folder that does not exist yet; the caller removes what a failure leaves behind. */
    void fetch(String version, Path target) throws IOException, InterruptedException;
}
