// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import peaceofmind.foundation.time.Clock;

/** Jobs for tests of targets in other packages. */
public final class TestJobs {

    private TestJobs() {}

    /** A job without limits. */
    public static UploadJob of(Path video, UploadJob.SessionStore sessions) {
        return new UploadJob(video, sessions, UploadLimits.NONE, Clock.system());
    }

    /** A job that has to wait after it was read that number of times. */
    public static UploadJob pausedAfter(int reads, Path video, UploadJob.SessionStore sessions) {
        AtomicInteger left = new AtomicInteger(reads);
        UploadLimits limits = new UploadLimits(
                new UploadLimits.Config(0, Optional.empty(), true),
                Clock.system(),
                ZoneId.of("UTC"),
                () -> left.getAndDecrement() > 0);
        return new UploadJob(video, sessions, limits, Clock.system());
    }
}
