// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.SpoolBlock;

/** What a destination's backlog does on the disk. Errors are logged once, until writing works again. Thread-safe as far as the backlog is. */
final class BacklogDisk {

    private final DestinationConfig config;
    private final Backlog backlog;
    private final ClockCorrections corrections;
    private final ClockCorrectionsStore store;
    private final Consumer<String> warn;
    private volatile boolean errorLogged;

    BacklogDisk(
            DestinationConfig config,
            Backlog backlog,
            ClockCorrections corrections,
            ClockCorrectionsStore store,
            Consumer<String> warn) {
        this.config = config;
        this.backlog = backlog;
        this.corrections = corrections;
        this.store = store;
        this.warn = warn;
    }

    /** These blocks, the oldest, are done. */
    void acknowledge(List<SpoolBlock> blocks) {
        try {
            backlog.acknowledge(blocks.getLast().sequence());
        } catch (IOException notWritten) {
            // After a restart these are sent again; receivers ignore duplicates.
            warnOnce(notWritten);
        }
    }

    /** Drops blocks that are older than the configured age. */
    void dropExpired(Instant now) {
        try {
            long oldestMillis = now.minus(config.spoolAge()).toEpochMilli();
            backlog.dropWhile(
                    (sequence, recordedMillis) -> corrections.correctedMillis(sequence, recordedMillis) < oldestMillis);
        } catch (IOException notRemoved) {
            warnOnce(notRemoved);
        }
    }

    /** Moves everything from memory to the disk. */
    void spill() {
        if (backlog.sampleCount() > 0) {
            // First: a spilled block is worth little without the state of the clock that it was collected by.
            saveCorrections();
        }
        try {
            backlog.spill();
            errorLogged = false;
        } catch (IOException diskFull) {
            warnOnce(diskFull);
        }
    }

    void saveCorrections() {
        try {
            store.save(corrections.state());
        } catch (IOException diskFull) {
            // The spool, on the same disk, reports the error. The corrections matter only if the clock is wrong too.
        }
    }

    private void warnOnce(IOException problem) {
        if (!errorLogged) {
            warn.accept("metrics to " + config.name() + ": cannot spill to disk, keeping samples in memory: "
                    + ErrorText.of(problem));
        }
        errorLogged = true;
    }
}
