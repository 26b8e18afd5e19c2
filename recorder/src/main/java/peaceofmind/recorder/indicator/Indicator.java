package peaceofmind.recorder.indicator;

/** A panel of lights. Called from the main loop: must return at once and never throw. */
public interface Indicator {

    /**
     * Shows one light; the others go out.
     *
     * @param blinking asks for attention
     */
    void show(Light light, boolean blinking);
}
