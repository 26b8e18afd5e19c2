package peaceofmind.shipping.logs;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Something that lines come from, in order, and that can be read again from the last acknowledged one. Used by one thread. */
interface LogSource extends AutoCloseable {

    /** Looks for news, and fixes the time stamps of what is new; cheap, for it is called each second. */
    void poll(Instant now) throws IOException;

    /** The next line that was not taken yet; empty when there is none now. */
    Optional<LogEntry> next(Instant now) throws IOException;

    /** Everything that was taken so far is done with. */
    void acknowledge();

    /** Whether what was taken must be on the disk before it is sent, so that it gets the same time stamps when it is read again. */
    boolean mustSaveFirst();

    /** Whether {@link #save} would say something else than before. */
    boolean isChanged();

    /** What must survive. */
    JsonObject save();

    /** Time stamp of the oldest line that is not acknowledged. */
    OptionalLong oldestNanos();

    /** Lines that this source had to leave out, or could not read. */
    long lost();

    @Override
    void close();
}
