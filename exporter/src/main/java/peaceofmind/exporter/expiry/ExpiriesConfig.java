package peaceofmind.exporter.expiry;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/** The key {@code agent.expires}: ends that only the owner knows, such as that of an access token. */
public record ExpiriesConfig(List<Expiring> known) {

    public ExpiriesConfig {
        known = List.copyOf(known);
    }

    /** Reads the key; mistakes are recorded in the document. */
    public static ExpiriesConfig read(ConfigDocument document) {
        ConfigSection agent = document.section("agent");
        List<Expiring> known = new ArrayList<>();
        agent.textMap("expires", "Names of tokens and the like, with the day on which each ends, such as 2027-03-01.")
                .forEach((name, day) -> {
                    try {
                        known.add(new Expiring(
                                name,
                                new Expiring.Known(LocalDate.parse(day)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant())));
                    } catch (DateTimeException noDay) {
                        agent.addProblem("expires", "\"" + day + "\" is no day such as 2027-03-01");
                    }
                });
        return new ExpiriesConfig(known);
    }
}
