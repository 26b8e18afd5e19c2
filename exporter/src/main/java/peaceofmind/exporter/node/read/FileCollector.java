// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/**
 * A collector that reads a single file.
 *
 * @param optional whether a missing file is not an error
 */
public record FileCollector(String name, KernelFiles files, Path file, boolean optional, Parser parser)
        implements Collector {

    @Override
    public Collected collect() throws IOException {
        Optional<TextScanner> text = optional ? files.read(file) : Optional.of(files.require(file));
        if (text.isEmpty()) {
            return Collected.of(List.of());
        }
        List<Family> families = parser.parse(text.get());
        if (families.isEmpty() && !optional) {
            throw new IOException(file + " contains nothing that can be parsed");
        }
        return Collected.of(families);
    }
}
