// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * How little room there may be on the disk of the videos, as sizes such as {@code 5GB}. They are keys of the recorder, which refuses by
 * them; what else speaks of that room follows them, unless it is configured otherwise.
 *
 * @param refuseBelow with less free, no recording starts
 * @param warnBelow with less free, people are warned
 * @param stopBelow with less free, a running recording is stopped
 */
public record StorageLimits(String refuseBelow, String warnBelow, String stopBelow) {

    /** The recorder's section. */
    public static final String SECTION = "recorder";

    public static final String REFUSE_KEY = "refuse_below_free";
    public static final String WARN_KEY = "warn_below_free";
    public static final String STOP_KEY = "stop_below_free";

    /** Where nothing is configured, on a disk of at least 50 GB. */
    public static final StorageLimits DEFAULT = new StorageLimits("5GB", "10GB", "1GB");

    private static final String STORAGE_KEY = "storage";
    private static final String DEFAULT_STORAGE = "/var/lib/recorder";

    /** For a disk that hangs: nothing waits for it. */
    private static final int MAX_WAIT_SECONDS = 2;

    private static final long STEP = 100_000_000;

    /** As configured for the recorder; a size that can't be read is taken for the default, and is the recorder's to report. */
    public static StorageLimits of(ConfigDocument document) {
        StorageLimits missing = defaults(document);
        return new StorageLimits(
                size(document, REFUSE_KEY, missing.refuseBelow),
                size(document, WARN_KEY, missing.warnBelow),
                size(document, STOP_KEY, missing.stopBelow));
    }

    /**
     * What counts where nothing is configured: the 10 GB of a large disk would be a warning for ever on a card of 16 GB, most of which is
     * the system's. Limits of which one is configured are for people to balance.
     */
    public static StorageLimits defaults(ConfigDocument document) {
        return defaults(document, StorageLimits::totalBytes);
    }

    static StorageLimits defaults(ConfigDocument document, ToLongFunction<Path> diskBytes) {
        boolean configured = List.of(REFUSE_KEY, WARN_KEY, STOP_KEY).stream()
                .anyMatch(key -> document.peek(SECTION, key).isPresent());
        if (configured) {
            return DEFAULT;
        }
        try {
            return DEFAULT.onDisk(diskBytes.applyAsLong(
                    Path.of(document.peek(SECTION, STORAGE_KEY).orElse(DEFAULT_STORAGE))));
        } catch (InvalidPathException mistake) {
            return DEFAULT;
        }
    }

    /** At most a tenth of a disk to refuse, a fifth to warn, a fiftieth to stop; 0 bytes: its size is not known. */
    private StorageLimits onDisk(long bytes) {
        return bytes <= 0
                ? this
                : new StorageLimits(
                        smaller(refuseBelow, bytes / 10),
                        smaller(warnBelow, bytes / 5),
                        smaller(stopBelow, bytes / 50));
    }

    private static String smaller(String limit, long bytes) {
        return bytes < parse(limit) ? Math.max(1, bytes / STEP) * (STEP / 1_000_000) + "MB" : limit;
    }

    private static long totalBytes(Path folder) {
        CompletableFuture<Long> total = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("disk-size")
                .start(() -> total.complete(folder.toFile().getTotalSpace()));
        return total.completeOnTimeout(0L, MAX_WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    private static String size(ConfigDocument document, String key, String missing) {
        return document.peek(SECTION, key)
                .filter(text -> ConfigUnits.parseBytes(text).isPresent())
                .orElse(missing);
    }

    public long refuseBelowBytes() {
        return parse(refuseBelow);
    }

    public long warnBelowBytes() {
        return parse(warnBelow);
    }

    private static long parse(String size) {
        return ConfigUnits.parseBytes(size).orElseThrow();
    }
}
