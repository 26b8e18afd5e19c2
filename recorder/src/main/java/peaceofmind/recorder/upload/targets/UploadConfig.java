// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.recorder.upload.UploadLimits;
import peaceofmind.recorder.upload.UploadQueue;

/**
 * The section {@code recorder.upload} of the configuration.
 *
 * @param targets a video is uploaded when all of them have it; empty: videos stay pending
 * @param retryPolicy of failed uploads
 * @param limits when uploads wait, and how fast they are
 */
public record UploadConfig(
        List<TargetConfig> targets, UploadQueue.RetryPolicy retryPolicy, UploadLimits.Config limits) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MIN_RATE = 10_000;

    /** Reads the section; mistakes are recorded in the document. */
    public static UploadConfig read(ConfigSection upload) {
        List<TargetConfig> targets = TargetConfig.readAll(upload);
        UploadQueue.RetryPolicy retryPolicy = new UploadQueue.RetryPolicy(
                upload.integer(
                        "retries",
                        "Retries of a failed upload after retry_after; further ones wait twice as long each, up to a"
                                + " day",
                        2,
                        0,
                        100),
                upload.duration(
                        "retry_after",
                        "Delay before a retry, which also waits until nothing is being recorded, for an hour at most",
                        Duration.ofMinutes(5),
                        SECOND,
                        DAY));
        return new UploadConfig(targets, retryPolicy, readLimits(upload));
    }

    private static UploadLimits.Config readLimits(ConfigSection upload) {
        long rate = upload.bytes(
                "max_rate", "Bytes per second of all uploads together, such as 500KB; 0: no limit", "0", 0);
        if (rate > 0 && rate < MIN_RATE) {
            upload.addProblem("max_rate", "must be 0 or at least 10KB: slower uploads are ended by their receivers");
        }
        return new UploadLimits.Config(
                rate,
                upload.choice(
                        "quiet_hours",
                        "Part of each day without uploads, in the device's time zone, such as 18:00-22:30, or none",
                        "none",
                        UploadConfig::parseQuietHours,
                        "none, or a period such as 18:00-22:30"),
                upload.bool("pause_while_recording", "Whether uploads wait for the end of a recording", false));
    }

    private static Optional<Optional<UploadLimits.QuietHours>> parseQuietHours(String text) {
        Optional<UploadLimits.QuietHours> hours = UploadLimits.QuietHours.parse(text);
        return hours.isPresent() || text.equals("none") ? Optional.of(hours) : Optional.empty();
    }
}
