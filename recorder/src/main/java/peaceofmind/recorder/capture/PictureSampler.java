// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.Optional;

/** Decodes single pictures of a recording, without disturbing it. */
public interface PictureSampler {

    /** A small copy of a picture, and how loud it is; empty when it could not be decoded, such as of a file that has been finished. */
    Optional<PictureSample> sample(LatestPicture picture) throws InterruptedException;
}
