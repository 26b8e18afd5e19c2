package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;

/** Where the progress stands, durably. */
interface ProgressStore {

    /** Empty when there was never an update. */
    Optional<UpdateProgress> read() throws IOException;

    void write(UpdateProgress progress) throws IOException;
}
