// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import peaceofmind.foundation.control.ControlException;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;

/** Executes the gentlest rung on a link that may well work, to prove that it can be. */
public interface NetworkDrill {

    /**
     * Returns once it was executed, within 100 s.
     *
     * @param link the interface's name
     * @throws ControlException why it is not executed now
     */
    RungExit execute(String link) throws ControlException, InterruptedException;
}
