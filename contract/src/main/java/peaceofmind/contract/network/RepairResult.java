// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;

/**
 * What came of a repair, as the watchdog's events have it.
 *
 * @param rung as in {@link NetworkRung#word}
 * @param link the interface's name, or {@link #DEVICE} for a reboot
 * @param result such as {@code no_effect}
 */
public record RepairResult(String rung, String link, String result) {

    /** What a reboot acts on. */
    public static final String DEVICE = "the device";

    /** The result of one that helped. */
    public static final String HELPED = "helped";

    private static final Pattern REASON = Pattern.compile(
            "([a-z-]+) of (.{1,20}): (helped|no effect|failed|impossible|interrupted): .*", Pattern.DOTALL);

    /** The reason of its event: {@code reconnect of wlan0: no effect: …}. */
    public String reason(String detail) {
        return rung + " of " + link + ": " + spoken() + ": " + detail;
    }

    /** In a list of several: {@code reconnect of wlan0 (no effect)}. */
    public String summary() {
        return rung + " of " + link + " (" + spoken() + ")";
    }

    private String spoken() {
        return result.replace('_', ' ');
    }

    /** Whether the network worked again after it. */
    public boolean hasHelped() {
        return result.equals(HELPED);
    }

    /** The result that an event reports; empty for every other event, also that of a repair that was started. */
    public static Optional<RepairResult> of(Event event) {
        Matcher matcher = REASON.matcher(event.reason());
        return event.kind() == EventKind.NETWORK_REPAIR && matcher.matches()
                ? Optional.of(new RepairResult(
                        matcher.group(1), matcher.group(2), matcher.group(3).replace(' ', '_')))
                : Optional.empty();
    }
}
