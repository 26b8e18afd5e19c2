// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

/** Something could not be recorded, finished or stored. The message says what, where and what to do. */
public final class RecordingException extends Exception {
    private static final long serialVersionUID = 1L;

    public RecordingException(String message) {
        super(message);
    }
}
