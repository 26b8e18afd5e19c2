// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.util.List;
import peaceofmind.metrics.Family;

/** Converts a file's content to metrics. Has no side effects except for caches, such as of labels. */
public interface Parser {

    /** Omits values that are missing or malformed. */
    List<Family> parse(TextScanner text);
}
