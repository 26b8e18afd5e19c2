package peaceofmind.exporter.node.kernel;

import java.util.List;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.Text;
import peaceofmind.metrics.Family;

/** Counts since boot, and the time of boot: {@code /proc/stat} (proc(5)). */
public final class Stat implements Parser {

    @Override
    public List<Family> parse(Text text) {
        Families families = new Families();
        while (text.nextLine()) {
            text.nextWord();
            if (text.wordIs("intr")) {
                families.counter("node_intr_total", "Total number of interrupts serviced.", text.nextCount());
            } else if (text.wordIs("ctxt")) {
                families.counter("node_context_switches_total", "Total number of context switches.", text.nextCount());
            } else if (text.wordIs("btime")) {
                families.gauge("node_boot_time_seconds", "Node boot time, in unixtime.", text.nextCount());
            } else if (text.wordIs("processes")) {
                families.counter("node_forks_total", "Total number of forks.", text.nextCount());
            } else if (text.wordIs("procs_running")) {
                families.gauge("node_procs_running", "Number of processes in runnable state.", text.nextCount());
            } else if (text.wordIs("procs_blocked")) {
                families.gauge(
                        "node_procs_blocked",
                        "Number of processes blocked waiting for I/O to complete.",
                        text.nextCount());
            }
        }
        return families.list();
    }
}
