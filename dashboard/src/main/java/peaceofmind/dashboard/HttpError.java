// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

/** Rejects a request, with an HTTP status and a message for the user. */
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
