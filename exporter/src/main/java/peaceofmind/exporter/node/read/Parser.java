package peaceofmind.exporter.node.read;

import java.util.List;
import peaceofmind.metrics.Family;

/** Makes metrics of a file's content. Pure; may keep what it would otherwise make anew each time, such as labels. */
public interface Parser {

    /** What is told; what is not, or not as it should be, is left out. */
    List<Family> parse(TextScanner text);
}
