/** Metrics of the system as a whole: name, clock, file systems, services. With node_exporter's names, one collector per class. */
@NullMarked
package peaceofmind.exporter.node.system;

import org.jspecify.annotations.NullMarked;
