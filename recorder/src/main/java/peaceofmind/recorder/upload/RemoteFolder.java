// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.IOException;
import java.util.Optional;

/**
 * A folder elsewhere, as {@link StagedTarget} uses it. Names are those of files in it. A method fails with an {@link IOException} for a
 * reason that is nobody's fault, and else with an {@link UploadStoppedException}; messages are for people.
 */
public interface RemoteFolder {

    /** Where a file is, for people. */
    String place(String name);

    /** Creates the folder if it is missing and its parent exists. */
    void create() throws IOException, InterruptedException, UploadStoppedException;

    /** The size of a file in bytes; empty when there is none. */
    Optional<Long> size(String name) throws IOException, InterruptedException, UploadStoppedException;

    /** Whether {@link #put} can continue a file that is incomplete. */
    boolean canResume();

    /** Writes the job's video from an offset, which is 0 or what the file has. */
    void put(UploadJob job, String name, long offset) throws IOException, InterruptedException, UploadStoppedException;

    /** Renames a file; false when there is one with the new name already, which is never replaced. */
    boolean rename(String from, String to) throws IOException, InterruptedException, UploadStoppedException;

    /** Removes a file. */
    void delete(String name) throws IOException, InterruptedException, UploadStoppedException;

    /** Why nothing can be uploaded now, as far as local files say; empty when nothing is known. */
    Optional<String> problem();
}
