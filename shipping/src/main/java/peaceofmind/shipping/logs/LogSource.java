// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** An ordered source of lines that can be read again from the last acknowledged one. Used by one thread. */
interface LogSource extends AutoCloseable {

    /** Checks for new lines and assigns their timestamps. Called every second, so it must be cheap. */
    void poll(Instant now) throws IOException;

    /** The next unread line; empty when there is none now. */
    Optional<LogEntry> next(Instant now) throws IOException;

    /** Everything returned by {@link #next} so far is done. */
    void acknowledge();

    /** Whether the state must be saved before sending, to give lines the same timestamps when they are read again. */
    boolean mustSaveFirst();

    /** Whether the state has changed since the last {@link #save}. */
    boolean isChanged();

    /** The state to restore after a restart. */
    JsonObject save();

    /** Timestamp of the oldest line that is not acknowledged. */
    OptionalLong oldestNanos();

    /** Lines that this source skipped or could not read. */
    long lost();

    @Override
    void close();
}
