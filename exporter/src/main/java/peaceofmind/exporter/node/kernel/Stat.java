// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.util.List;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** Counters since boot, and the boot time: {@code /proc/stat} (proc(5)). */
public final class Stat implements Parser {

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            text.nextWord();
            if (text.wordEquals("intr")) {
                families.counter("node_intr_total", "Total number of interrupts serviced.", text.nextCount());
            } else if (text.wordEquals("ctxt")) {
                families.counter("node_context_switches_total", "Total number of context switches.", text.nextCount());
            } else if (text.wordEquals("btime")) {
                families.gauge("node_boot_time_seconds", "Node boot time, in unixtime.", text.nextCount());
            } else if (text.wordEquals("processes")) {
                families.counter("node_forks_total", "Total number of forks.", text.nextCount());
            } else if (text.wordEquals("procs_running")) {
                families.gauge("node_procs_running", "Number of processes in runnable state.", text.nextCount());
            } else if (text.wordEquals("procs_blocked")) {
                families.gauge(
                        "node_procs_blocked",
                        "Number of processes blocked waiting for I/O to complete.",
                        text.nextCount());
            }
        }
        return families.toList();
    }
}
