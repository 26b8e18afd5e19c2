// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lights and the button. Each is opened separately: one that is missing does not take the other with it. */
interface PanelHardware {

    /** All lights, off. */
    Lights openLights() throws IOException;

    /** Empty where no button is configured. */
    Optional<Button> openButton() throws IOException;

    /** Lights that can be switched. */
    interface Lights extends AutoCloseable {

        /** Switches these on and all others off. */
        void set(Set<Light> on) throws IOException;

        /** Switches all off. */
        @Override
        void close();
    }

    /** A button that can be waited for. */
    interface Button extends AutoCloseable {

        /** Waits for changes; empty when that time passes without one. */
        List<Change> await(Duration timeout) throws IOException, InterruptedException;

        boolean isPressed() throws IOException;

        @Override
        void close();
    }

    /**
     * A change of the button.
     *
     * @param nanoTime when, as {@link System#nanoTime}
     */
    record Change(boolean pressed, long nanoTime) {}
}
