package peaceofmind.watchdog.simulation;

/** The policy did what it must not do, or did not do what it must. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Promise promise;
    private final String about;

    BrokenPromise(Promise promise, String message) {
        super(promise + ": " + message);
        this.promise = promise;
        this.about = message;
    }

    /** The message without the promise. */
    String about() {
        return about;
    }

    Promise promise() {
        return promise;
    }
}
