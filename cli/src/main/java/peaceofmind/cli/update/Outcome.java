package peaceofmind.cli.update;

/** How a step went. */
sealed interface Outcome {

    /** It was done. */
    record Ok() implements Outcome {}

    /**
     * It was not done.
     *
     * @param why in words
     */
    record Failed(String why) implements Outcome {}
}
