// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;

/**
 * Where a picture that can be decoded without earlier ones is in a Matroska file, which is still being written: its clusters, of about a
 * second. A file without an index can't be searched for it, and reading it whole would take the disk's time from the recording.
 *
 * @param file absolute
 * @param headerBytes size of what describes the tracks, at the start of the file
 * @param start of the first cluster, in bytes
 * @param end of the last cluster, as far as it is written
 * @param hasSound whether the file has sound
 */
public record LatestPicture(Path file, long headerBytes, long start, long end, boolean hasSound) {

    /** For ffmpeg: a file of the header and these clusters only. */
    String inputUrl() {
        return "concat:" + part(0, headerBytes) + "|" + part(start, end);
    }

    private String part(long from, long to) {
        return "subfile,,start," + from + ",end," + to + ",,:" + file;
    }
}
