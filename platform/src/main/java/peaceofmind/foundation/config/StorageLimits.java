// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

/**
 * How little room there may be on the disk of the videos, as sizes such as {@code 5GB}. They are keys of the recorder, which refuses by
 * them; what else speaks of that room follows them, unless it is configured otherwise.
 *
 * @param refuseBelow with less free, no recording starts
 * @param warnBelow with less free, people are warned
 */
public record StorageLimits(String refuseBelow, String warnBelow) {

    /** The recorder's section. */
    public static final String SECTION = "recorder";

    public static final String REFUSE_KEY = "refuse_below_free";
    public static final String WARN_KEY = "warn_below_free";

    /** Where nothing is configured. */
    public static final StorageLimits DEFAULT = new StorageLimits("5GB", "10GB");

    /** As configured for the recorder; a size that can't be read is taken for the default, and is the recorder's to report. */
    public static StorageLimits of(ConfigDocument document) {
        return new StorageLimits(
                size(document, REFUSE_KEY, DEFAULT.refuseBelow), size(document, WARN_KEY, DEFAULT.warnBelow));
    }

    private static String size(ConfigDocument document, String key, String missing) {
        return document.peek(SECTION, key)
                .filter(text -> ConfigUnits.parseBytes(text).isPresent())
                .orElse(missing);
    }

    public long refuseBelowBytes() {
        return ConfigUnits.parseBytes(refuseBelow).orElseThrow();
    }

    public long warnBelowBytes() {
        return ConfigUnits.parseBytes(warnBelow).orElseThrow();
    }
}
