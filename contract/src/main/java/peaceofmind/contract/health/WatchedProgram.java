// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

/**
 * The first watched program, as the configuration names it: the one that findings, status and pages are about.
 *
 * @param isPackagedRecorder whether it is the recorder of this package; of any other program, only what its heartbeat and the watchdog
 *     report is known, so nothing may be claimed of its recordings or its camera
 */
public record WatchedProgram(String name, boolean isPackagedRecorder) {}
