// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Instant;
import java.util.List;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;

/**
 * Boots within a month, by their causes.
 *
 * @param byWatchdog since restarts did not help
 * @param requested by a person, through the watchdog
 * @param other after a power cut, a crash, or a reboot that the watchdog knew nothing of
 */
public record BootCounts(int byWatchdog, int requested, int other) {

    /** A reboot counts when the device has booted. */
    static BootCounts of(List<Event> events, Instant from, Instant to) {
        int byWatchdog = 0;
        int requested = 0;
        int other = 0;
        boolean isPending = false;
        boolean isRequested = false;
        for (Event event : events) {
            if (event.kind() == EventKind.REBOOT) {
                isPending = true;
                isRequested = event.isRequested();
            } else if (event.kind() == EventKind.REBOOT_ABANDONED) {
                isPending = false;
            } else if (event.kind() == EventKind.BOOTED) {
                boolean counts = !event.time().isBefore(from) && event.time().isBefore(to);
                if (counts && isPending && isRequested) {
                    requested++;
                } else if (counts && isPending) {
                    byWatchdog++;
                } else if (counts) {
                    other++;
                }
                isPending = false;
            }
        }
        return new BootCounts(byWatchdog, requested, other);
    }
}
