// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

/** A recording could not be started. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CaptureProblem problem;

    public CaptureException(CaptureProblem problem) {
        super(problem.reason());
        this.problem = problem;
    }

    public CaptureProblem problem() {
        return problem;
    }
}
