// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.util.List;

/** Runs a command on a device. */
@FunctionalInterface
public interface RemoteShell {

    /** How it ended. Outputs are limited, and as the device wrote them. */
    sealed interface Result {}

    /** The command exited. */
    record Exited(int exitCode, String output) implements Result {}

    /** Nothing was started. */
    record NotReached(String reason) implements Result {}

    /** It was started; how it ended is not known. It may still be running. */
    record Lost(String reason) implements Result {}

    /**
     * Runs a command there.
     *
     * @param command with its arguments, which arrive there as they are here
     */
    Result run(String device, List<String> command) throws InterruptedException;
}
