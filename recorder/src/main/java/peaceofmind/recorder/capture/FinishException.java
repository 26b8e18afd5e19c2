package peaceofmind.recorder.capture;

/** A video could not be finished or checked: what happened and what to do, in words. */
public final class FinishException extends Exception {
    private static final long serialVersionUID = 1L;

    public FinishException(String message) {
        super(message);
    }
}
