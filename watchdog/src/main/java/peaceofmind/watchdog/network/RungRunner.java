// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.evidence.IncidentContext;
import peaceofmind.watchdog.policy.NetworkDecision.RungOrder;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;

/** Saves the evidence and executes a rung in a thread of its own, one at a time. Every order has a result. */
final class RungRunner {

    private final RungExecutor executor;
    private final EvidenceCollector evidence;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<Optional<RungExit>> exit = new AtomicReference<>(Optional.empty());

    RungRunner(RungExecutor executor, EvidenceCollector evidence) {
        this.executor = executor;
        this.evidence = evidence;
    }

    /** Never blocks and never throws. */
    // A refused thread is the result.
    @SuppressWarnings("CatchThrowable")
    void start(RungOrder order) {
        if (!busy.compareAndSet(false, true)) {
            refuse("an earlier repair has not finished yet");
            return;
        }
        // One of an order that was given up for lost.
        exit.set(Optional.empty());
        try {
            Thread.ofPlatform().daemon().name("network-repair").start(() -> run(order));
        } catch (Throwable shortage) {
            busy.set(false);
            refuse(ErrorText.of(shortage));
        }
    }

    /**
     * Executes a rung that the ladder did not order, and waits for it.
     *
     * @return empty if one of the ladder's is being executed
     */
    Optional<RungExit> execute(NetworkRung rung, String link) throws InterruptedException {
        if (!busy.compareAndSet(false, true)) {
            return Optional.empty();
        }
        try {
            return Optional.of(executor.execute(rung, link));
        } finally {
            busy.set(false);
        }
    }

    /** Instead of a start. */
    void refuse(String reason) {
        exit.set(Optional.of(new RungExit(RungStatus.FAILED, reason)));
    }

    // Whatever is thrown is the result: the ladder would wait for one that is missing.
    @SuppressWarnings("CatchThrowable")
    private void run(RungOrder order) {
        RungExit result = new RungExit(RungStatus.FAILED, "interrupted: the watchdog stops");
        try {
            String saved = evidence.collect(context(order)).summary();
            RungExit executed = executor.execute(order.rung(), order.link());
            result = new RungExit(executed.status(), executed.detail() + "; evidence: " + saved);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Throwable thrown) {
            result = new RungExit(RungStatus.FAILED, ErrorText.of(thrown));
        } finally {
            exit.set(Optional.of(result));
            busy.set(false);
        }
    }

    private static IncidentContext context(RungOrder order) {
        return new IncidentContext(
                Incident.NETWORK,
                order.reason(),
                order.rung().word(),
                OptionalLong.empty(),
                Optional.empty(),
                "",
                List.of(),
                Optional.empty());
    }

    boolean isBusy() {
        return busy.get();
    }

    /** The result of the last order, once. */
    Optional<RungExit> drainExit() {
        return exit.getAndSet(Optional.empty());
    }
}
