package peaceofmind.recorder.service;

import java.util.Optional;

/** What the free space allows, as it was last seen: never waits for the disk. */
public interface FreeSpaceGuard {

    /** Why no recording may begin, in words; empty when one may. */
    Optional<String> reasonNotToStart();

    /** Why even a running recording must end, in words; empty when it may go on. */
    Optional<String> reasonToStop();
}
