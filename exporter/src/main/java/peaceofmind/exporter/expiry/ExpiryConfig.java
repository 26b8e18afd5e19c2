// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.expiry;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/** The key {@code agent.expires}: expiry dates that only the owner knows, such as that of an access token. */
public record ExpiryConfig(List<ExpiryItem> items) {

    public ExpiryConfig {
        items = List.copyOf(items);
    }

    /** Reads the key; mistakes are recorded in the document. */
    public static ExpiryConfig read(ConfigDocument document) {
        ConfigSection agent = document.section("agent");
        List<ExpiryItem> items = new ArrayList<>();
        agent.textMap(
                        "expires",
                        "Names of tokens and the like, with the date on which each expires, such as 2027-03-01.")
                .forEach((name, day) -> {
                    try {
                        items.add(new ExpiryItem(
                                name,
                                new ExpiryItem.Configured(LocalDate.parse(day)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant())));
                    } catch (DateTimeException malformed) {
                        agent.addProblem("expires", "\"" + day + "\" is not a date such as 2027-03-01");
                    }
                });
        return new ExpiryConfig(items);
    }
}
