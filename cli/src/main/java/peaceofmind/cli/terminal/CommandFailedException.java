package peaceofmind.cli.terminal;

/** A command that could not be carried out: what happened and what to do, in words for the person who typed it. */
public final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }
}
