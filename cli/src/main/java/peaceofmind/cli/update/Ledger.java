package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;

/** Where the progress stands, durably. */
interface Ledger {

    /** Empty when there was never an update. */
    Optional<Progress> read() throws IOException;

    void write(Progress progress) throws IOException;
}
