// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import peaceofmind.recorder.upload.UploadTarget.UploadResult;

/** An upload cannot be completed now, with what follows from that. Only between the parts of a target. */
public final class UploadStoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient UploadResult result;

    public UploadStoppedException(UploadResult result) {
        super(result.toString());
        this.result = result;
    }

    /** The result of the upload. */
    public UploadResult result() {
        return result;
    }
}
