// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;

/** What the free space allows, according to the last check; never waits for the disk. */
public interface FreeSpaceGuard {

    /** Why no recording may start; empty when one may. */
    Optional<String> reasonNotToStart();

    /** Why even a running recording must stop; empty when it may continue. */
    Optional<String> reasonToStop();
}
