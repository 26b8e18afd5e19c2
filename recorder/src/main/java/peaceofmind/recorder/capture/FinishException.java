package peaceofmind.recorder.capture;

/** A video could not be finished or checked: what happened and what to do, in words. */
public final class FinishException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    private FinishException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    /** Nothing playable is in the raw recording: trying again gives the same. */
    public static FinishException unplayable(String message) {
        return new FinishException(message, true);
    }

    /** Something else is in the way, such as a full disk, too little memory or a missing program: trying again later may succeed. */
    public static FinishException retryable(String message) {
        return new FinishException(message, false);
    }

    /** Whether trying again is of no use. */
    public boolean isPermanent() {
        return permanent;
    }
}
