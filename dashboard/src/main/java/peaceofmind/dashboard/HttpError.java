package peaceofmind.dashboard;

/** A request that is not answered as asked: an HTTP status, and why in words for the person who asked. */
final class HttpError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpError(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
