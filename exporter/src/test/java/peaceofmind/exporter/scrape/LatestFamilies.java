// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.List;
import java.util.stream.Stream;
import peaceofmind.metrics.Family;

/** What a target exposes and what the agent says about it, in one list. */
final class LatestFamilies {

    private LatestFamilies() {}

    static List<Family> of(ScrapeTarget target) {
        ScrapeTarget.Result result = target.latest();
        return Stream.concat(result.exposed().stream(), result.states().stream())
                .toList();
    }
}
