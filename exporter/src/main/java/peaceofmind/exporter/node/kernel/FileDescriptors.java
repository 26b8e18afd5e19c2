// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.util.List;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** System-wide open files: {@code /proc/sys/fs/file-nr} (proc(5)). */
public final class FileDescriptors implements Parser {

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        if (text.nextLine()) {
            families.gauge("node_filefd_allocated", "File descriptor statistics: allocated.", text.nextCount());
            text.skipFields(1);
            families.gauge("node_filefd_maximum", "File descriptor statistics: maximum.", text.nextCount());
        }
        return families.toList();
    }
}
