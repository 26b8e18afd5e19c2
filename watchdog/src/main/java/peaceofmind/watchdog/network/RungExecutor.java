// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import peaceofmind.contract.network.NetworkRung;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;

/** Executes a rung. */
interface RungExecutor {

    /** Returns once it was executed, in a limited time; whether it helped is not known then. */
    RungExit execute(NetworkRung rung, String link) throws InterruptedException;
}
