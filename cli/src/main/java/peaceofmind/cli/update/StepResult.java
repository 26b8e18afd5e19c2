package peaceofmind.cli.update;

/** How a step went. */
sealed interface StepResult {

    /** It was done. */
    record Ok() implements StepResult {}

    /**
     * It was not done.
     *
     * @param reason in words
     */
    record Failed(String reason) implements StepResult {}
}
