// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a folder of evidence, {@code 2026-11-24T10-00-00.000_recorder_restart-12}.
 *
 * @param time when it was collected, by the wall clock
 * @param action that followed, such as {@code restart}
 * @param number greater than that of every folder saved before it; 0 in names of versions that did not number them
 */
public record EvidenceName(Instant time, String service, String action, long number) {

    /** The folder in the watchdog's state folder that holds them. */
    public static final String FOLDER = "evidence";

    /** How far the time of collecting may differ from that of the event that it belongs to. */
    static final Duration SLACK = Duration.ofSeconds(5);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);
    private static final Pattern FORM =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3})_([A-Za-z0-9_.@:-]{1,100})"
                    + "_([A-Za-z]{1,20})(?:-(\\d{1,9}))?");

    /** Empty for a name that is none of ours. */
    public static Optional<EvidenceName> parse(String name) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = LocalDateTime.parse(form.group(1), TIME).toInstant(ZoneOffset.UTC);
            long number = form.group(4) == null ? 0 : Long.parseLong(form.group(4));
            return Optional.of(new EvidenceName(time, form.group(2), form.group(3), number));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    /** As the folder is called. */
    @Override
    public String toString() {
        return TIME.format(time.atZone(ZoneOffset.UTC)) + "_" + service + "_" + action
                + (number == 0 ? "" : "-" + number);
    }
}
