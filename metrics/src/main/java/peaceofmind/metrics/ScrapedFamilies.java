// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

import java.util.List;

/**
 * What one scraped target exposes: the statements of another program, not of the device. They can have any name and any label.
 *
 * @param job of the target, by the configuration: what the target itself exposes as its {@code job} does not count here
 * @param families in the order of the page; names are unique
 */
public record ScrapedFamilies(String job, List<Family> families) {

    public ScrapedFamilies {
        families = List.copyOf(families);
    }
}
