package peaceofmind.foundation.control;

/** A request over a control socket that was not carried out: why, and what to do, in words for the person who asked. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public ControlException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What a program that asked can tell apart. */
    public enum Kind {
        /** Nobody listens: the other process is down. */
        NOT_RUNNING,
        /** This user may not ask that. */
        NOT_ALLOWED,
        /** It listens but does not answer in time. */
        NO_ANSWER,
        /** It answered, and said no. */
        REFUSED
    }
}
