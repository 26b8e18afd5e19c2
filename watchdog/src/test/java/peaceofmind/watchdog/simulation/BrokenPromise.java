package peaceofmind.watchdog.simulation;

/** The policy did what it must not do, or did not do what it must. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Promise promise;

    BrokenPromise(Promise promise, String message) {
        super(promise + ": " + message);
        this.promise = promise;
    }

    Promise promise() {
        return promise;
    }
}
