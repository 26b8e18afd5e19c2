// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import peaceofmind.foundation.log.ErrorText;

/** A failure of the storage. The message says what failed, where, and what to do. */
public final class StorageException extends Exception {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message + ": " + ErrorText.of(cause), cause);
    }
}
