// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import java.util.Optional;

/** Announces what happens. Called from the main loop: returns immediately and never throws. */
public interface Announcer {

    /** A recorder that is silent. */
    Announcer NONE = _ -> {};

    /** The recorder's state now. */
    void observe(VoiceObservation observation);

    /** Why nothing is audible, and what to do; empty when it is, or when nothing has been announced yet. */
    default Optional<String> problem() {
        return Optional.empty();
    }
}
