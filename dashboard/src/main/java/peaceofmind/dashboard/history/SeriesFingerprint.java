// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import peaceofmind.metrics.Series;

/** A 64-bit fingerprint of a series, stable across devices and versions: FNV-1a of the series as Prometheus writes it. */
final class SeriesFingerprint {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private SeriesFingerprint() {}

    static long of(Series series) {
        long hash = OFFSET_BASIS;
        String text = series.toString();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }
}
