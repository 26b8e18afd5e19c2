// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.util.List;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** Load averages: {@code /proc/loadavg} (proc(5)). */
public final class Loadavg implements Parser {

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        if (text.nextLine()) {
            families.gauge("node_load1", "1m load average.", notNegative(text.nextNumber()));
            families.gauge("node_load5", "5m load average.", notNegative(text.nextNumber()));
            families.gauge("node_load15", "15m load average.", notNegative(text.nextNumber()));
        }
        return families.toList();
    }

    private static double notNegative(double load) {
        return load >= 0 ? load : Double.NaN;
    }
}
