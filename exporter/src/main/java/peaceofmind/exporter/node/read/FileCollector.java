package peaceofmind.exporter.node.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.Family;

/**
 * A source that is one file.
 *
 * @param optional whether a machine may be without it: then that is no failure
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
            throw new IOException(file + " holds nothing that is understood");
        }
        return Collected.of(families);
    }
}
