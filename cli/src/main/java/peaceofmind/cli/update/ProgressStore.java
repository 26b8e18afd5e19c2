// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;

/** Persists the progress of an update. */
interface ProgressStore {

    /** Empty if there has never been an update. */
    Optional<UpdateProgress> read() throws IOException;

    void write(UpdateProgress progress) throws IOException;
}
