// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

/** A panel of lights. Called from the main loop: must return immediately and never throw. */
public interface Indicator {

    /**
     * Turns one light on and all others off.
     *
     * @param blinking asks for attention
     */
    void show(Light light, boolean blinking);
}
