// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Finds the samples of one block that a receiver does not accept, by halving: each part is a request. Ends early when the receiver accepts
 * none: then the block as a whole is rejected, or the receiver fails whatever it gets. Not thread-safe.
 */
final class BlockSearch {

    /** Rejected parts after which nothing in the block seems to be acceptable. More than a path to one of 20,000 samples has. */
    private static final int MAX_REJECTED_FROM_START = 16;

    /** From then on, rejected parts are not halved any more. */
    private static final int MAX_REQUESTS = 120;

    /** Samples that are not accepted, and the receiver's reason. */
    record RejectedPart(List<SeriesSample> samples, String reason) {}

    private final SpoolBlock block;
    private final List<SeriesSample> samples;
    private final String reason;
    private final boolean serverError;
    private final Deque<List<SeriesSample>> parts = new ArrayDeque<>();
    private final List<RejectedPart> rejected = new ArrayList<>();
    private long accepted;
    private int requests;
    private int rejectedRequests;
    private Phase phase = Phase.SEARCH;
    private List<SeriesSample> lastAccepted = List.of();
    private boolean outage;

    /**
     * A server can start and stop to fail at any time. What it seems to fail with is therefore sent once more, between two requests with what
     * it has accepted.
     */
    private enum Phase {
        SEARCH,
        CHECK_BEFORE,
        CONFIRM,
        CHECK_AFTER;

        boolean isCheck() {
            return this == CHECK_BEFORE || this == CHECK_AFTER;
        }
    }

    /**
     * Starts with a block that was not accepted.
     *
     * @param samples those of the block that were sent
     * @param serverError whether the receiver failed (5xx), instead of rejecting it (4xx)
     */
    BlockSearch(SpoolBlock block, List<SeriesSample> samples, String reason, boolean serverError) {
        this.block = block;
        this.samples = samples;
        this.reason = reason;
        this.serverError = serverError;
        splitOrReject(samples, reason);
    }

    /** The samples to send next. */
    List<SeriesSample> next() {
        return parts.getFirst();
    }

    /**
     * The receiver accepted {@link #next}.
     *
     * @param notWritten how many of its samples it did not write all the same
     */
    void onAccepted(long notWritten) {
        requests++;
        List<SeriesSample> part = parts.removeFirst();
        if (!phase.isCheck()) {
            accepted += part.size() - notWritten;
            lastAccepted = part;
        }
        confirm();
    }

    /** The receiver did not accept {@link #next}. */
    void onRejected(String partReason) {
        requests++;
        rejectedRequests++;
        List<SeriesSample> part = parts.removeFirst();
        if (phase.isCheck()) {
            outage = true;
        } else {
            splitOrReject(part, partReason);
        }
        confirm();
    }

    private void confirm() {
        if (!serverError || !parts.isEmpty() || accepted == 0 || rejected.isEmpty() || outage) {
            return;
        }
        switch (phase) {
            case SEARCH -> {
                phase = Phase.CHECK_BEFORE;
                parts.add(lastAccepted);
            }
            case CHECK_BEFORE -> {
                phase = Phase.CONFIRM;
                rejected.forEach(part -> parts.add(part.samples()));
                rejected.clear();
            }
            case CONFIRM -> {
                phase = Phase.CHECK_AFTER;
                parts.add(lastAccepted);
            }
            case CHECK_AFTER -> {}
        }
    }

    private void splitOrReject(List<SeriesSample> part, String partReason) {
        if (part.size() > 1 && requests < MAX_REQUESTS && phase == Phase.SEARCH) {
            int half = part.size() / 2;
            parts.addFirst(part.subList(half, part.size()));
            parts.addFirst(part.subList(0, half));
        } else {
            rejected.add(new RejectedPart(part, partReason));
        }
    }

    boolean isFinished() {
        return parts.isEmpty() || (accepted == 0 && rejectedRequests >= MAX_REJECTED_FROM_START);
    }

    /** Whether the receiver accepts some of the block's samples, so that it rejects the others for what they are. */
    boolean isConclusive() {
        return accepted > 0 && !outage;
    }

    /** How many samples were accepted so far. */
    long accepted() {
        return accepted;
    }

    List<RejectedPart> rejected() {
        return rejected;
    }

    SpoolBlock block() {
        return block;
    }

    /** Those of the block that were sent. */
    List<SeriesSample> samples() {
        return samples;
    }

    /** Why the block was not accepted. */
    String reason() {
        return reason;
    }

    boolean isServerError() {
        return serverError;
    }
}
