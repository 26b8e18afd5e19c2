// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import java.time.Duration;
import java.util.List;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;

/**
 * Executes rungs by starting {@code peace-network-RUNG@INTERFACE.service}, as polkit allows the watchdog's user. The units have the rights
 * for it, and fixed commands.
 */
public final class RungUnits implements RungExecutor {

    /** A unit itself takes a minute at most. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_OUTPUT_BYTES = 4096;

    /** Exit codes of {@code network-repair}. */
    private static final int IMPOSSIBLE = 3;

    private static final int LEFT_ALONE = 4;

    private final String systemctl;

    public RungUnits() {
        this("systemctl");
    }

    /** @param systemctl the command; tests replace it */
    RungUnits(String systemctl) {
        this.systemctl = systemctl;
    }

    @Override
    public RungExit execute(NetworkRung rung, String link) throws InterruptedException {
        if (!LinkReading.isRepairableName(link)) {
            return new RungExit(
                    RungStatus.IMPOSSIBLE, "\"" + link + "\" is no name of an interface that can be repaired");
        }
        String unit = "peace-network-" + rung.word() + "@" + link + ".service";
        return switch (Subprocess.run(List.of(systemctl, "start", unit), START_TIMEOUT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited
            when exited.succeeded() -> new RungExit(RungStatus.EXECUTED, unit + " has run");
            case Subprocess.Exited exited -> failure(unit, exited.errorOutput().strip());
            case Subprocess.TimedOut _ ->
                new RungExit(RungStatus.FAILED, unit + " did not end within " + START_TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> new RungExit(RungStatus.FAILED, notStarted.reason());
        };
    }

    /** Why, by the exit code of the unit's command; the unit is left as if it had not failed. */
    private RungExit failure(String unit, String error) throws InterruptedException {
        List<String> query = List.of(systemctl, "show", "--property=ExecMainStatus", "--value", unit);
        String code = Subprocess.run(query, QUERY_TIMEOUT, MAX_OUTPUT_BYTES) instanceof Subprocess.Exited exited
                ? exited.output().strip()
                : "";
        Subprocess.run(List.of(systemctl, "reset-failed", unit), QUERY_TIMEOUT, MAX_OUTPUT_BYTES);
        if (code.equals(Integer.toString(IMPOSSIBLE))) {
            return new RungExit(RungStatus.IMPOSSIBLE, "nothing on this device can do it for this interface");
        } else if (code.equals(Integer.toString(LEFT_ALONE))) {
            return new RungExit(RungStatus.IMPOSSIBLE, "a person disconnected the interface: it is left alone");
        }
        String firstLine = error.lines().findFirst().orElse("");
        return new RungExit(RungStatus.FAILED, firstLine.isEmpty() ? "see journalctl -u " + unit : firstLine);
    }
}
