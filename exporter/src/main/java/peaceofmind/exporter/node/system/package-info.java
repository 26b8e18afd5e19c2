/** Metrics of the system as a whole: its name, clock, file systems, services. Under node_exporter's names, a class for each. */
@NullMarked
package peaceofmind.exporter.node.system;

import org.jspecify.annotations.NullMarked;
