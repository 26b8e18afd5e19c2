// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

/** The result of a step. */
sealed interface StepResult {

    /** The step succeeded. */
    record Ok() implements StepResult {}

    /**
     * The step failed.
     *
     * @param reason for people
     */
    record Failed(String reason) implements StepResult {}
}
