// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkDecision.RungOrder;
import peaceofmind.watchdog.policy.NetworkLadder;
import peaceofmind.watchdog.policy.NetworkObservation;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.NetworkState;

/**
 * Connects the agent's readings, the ladder and its rungs. The loop's thread evaluates; {@link #accept} and {@link #drill} are
 * thread-safe.
 */
public final class NetworkRepairs {

    private final NetworkPolicy policy;
    private final RungRunner runner;
    private final Clock clock;
    private volatile Optional<Received> received = Optional.empty();
    private NetworkState state = NetworkState.INITIAL;

    private record Received(NetworkReading reading, long nanos) {}

    NetworkRepairs(NetworkPolicy policy, RungExecutor executor, EvidenceCollector evidence, Clock clock) {
        this.policy = policy;
        this.runner = new RungRunner(executor, evidence);
        this.clock = clock;
    }

    /** On a device with the package's units. */
    public static NetworkRepairs bySystemd(NetworkPolicy policy, EvidenceCollector evidence, Clock clock) {
        return new NetworkRepairs(policy, new RungUnits(), evidence, clock);
    }

    /** Takes a reading of the agent's. Without fresh ones, nothing is repaired. */
    public void accept(JsonObject reading) {
        received = Optional.of(new Received(NetworkReading.parse(reading), clock.nanoTime()));
    }

    /**
     * Evaluates the ladder once. The order is not executed yet.
     *
     * @param rebootRefusal why the device must not be rebooted for its network now; empty if it may
     */
    public NetworkDecision decide(
            DeviceTime time,
            History history,
            boolean rebooting,
            Optional<String> saveError,
            Optional<String> rebootRefusal) {
        Optional<Received> last = received;
        boolean held = history.holds().stream()
                .anyMatch(hold -> hold.service()
                        .filter(service -> !service.equals(Incident.NETWORK))
                        .isEmpty());
        NetworkObservation observation = new NetworkObservation(
                time,
                last.map(Received::reading),
                age(last),
                held,
                rebooting,
                saveError,
                rebootRefusal,
                runner.drainExit());
        NetworkDecision decision = NetworkLadder.decide(observation, state, history.network(), policy);
        state = decision.state();
        return decision;
    }

    private Duration age(Optional<Received> last) {
        return last.map(known -> Duration.ofNanos(Math.max(0, clock.nanoTime() - known.nanos())))
                .orElse(Duration.ZERO);
    }

    /**
     * Executes the order.
     *
     * @param saved whether it is counted on the disk: one that is not could be repeated for ever
     */
    public void execute(RungOrder order, boolean saved) {
        if (saved) {
            runner.start(order);
        } else {
            runner.refuse("it was not executed, since it cannot be counted on the disk");
        }
    }

    /**
     * Executes the gentlest rung for a drill, and waits for it. Not counted: what a person tries must not keep the ladder from it later.
     *
     * @throws ControlException why it is not executed now
     */
    public RungExit drill(String link) throws ControlException, InterruptedException {
        Optional<String> refusal = !policy.repair()
                ? Optional.of("repairs are off (network.repair)")
                : policy.dryRun()
                        ? Optional.of("the watchdog is configured to execute nothing (watchdog.dry_run)")
                        : Optional.empty();
        if (refusal.isPresent()) {
            throw new ControlException(Kind.REFUSED, refusal.get());
        }
        return runner.execute(NetworkRung.RENEW, link)
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "a repair is running: try again in two minutes"));
    }

    /** Whether a rung is being executed; for tests. */
    boolean isExecuting() {
        return runner.isBusy();
    }

    /** The state after the last evaluation. */
    public NetworkView view() {
        Optional<Received> last = received;
        return new NetworkView(policy, last.map(Received::reading), age(last), state);
    }
}
