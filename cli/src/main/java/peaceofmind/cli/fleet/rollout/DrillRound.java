// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Has devices drill themselves, a few at once. After a failure no further one is started; those that have been are waited for, because
 * a drill undoes its fault on its own.
 */
public final class DrillRound {

    private final RemoteShell shell;
    private final int atOnce;
    private final Consumer<DrillOutcome> progress;

    /**
     * @param atOnce limit of devices with a fault at the same time, at least 1
     * @param progress receives each outcome as it is known; may be called by several threads
     */
    public DrillRound(RemoteShell shell, int atOnce, Consumer<DrillOutcome> progress) {
        this.shell = shell;
        this.atOnce = atOnce;
        this.progress = progress;
    }

    /**
     * Runs the command on the devices, in their order.
     *
     * @param away devices that are left out, with the reason
     * @return an outcome for each of both, in the order of {@code devices}
     */
    public List<DrillOutcome> run(List<String> devices, Map<String, String> away, List<String> command)
            throws InterruptedException {
        Map<String, DrillOutcome> outcomes = new ConcurrentHashMap<>();
        away.forEach((name, reason) -> outcomes.put(name, DrillOutcome.of(name, DrillOutcome.DrillState.AWAY, reason)));
        ConcurrentLinkedQueue<String> waiting = new ConcurrentLinkedQueue<>(
                devices.stream().filter(name -> !away.containsKey(name)).toList());
        List<Thread> workers = new ArrayList<>();
        for (int worker = 0; worker < atOnce; worker++) {
            workers.add(Thread.ofVirtual().start(() -> drillThoseThatWait(waiting, outcomes, command)));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return devices.stream()
                .map(name -> Optional.ofNullable(outcomes.get(name))
                        .orElseGet(() -> DrillOutcome.of(name, DrillOutcome.DrillState.NOT_STARTED, "")))
                .toList();
    }

    private void drillThoseThatWait(
            ConcurrentLinkedQueue<String> waiting, Map<String, DrillOutcome> outcomes, List<String> command) {
        try {
            for (String name = waiting.poll(); name != null; name = waiting.poll()) {
                DrillOutcome outcome = DrillOutcome.of(name, shell.run(name, command));
                outcomes.put(name, outcome);
                if (outcome.state().stops()) {
                    waiting.clear();
                }
                progress.accept(outcome);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
