/** Kernel metrics from files of /proc with node_exporter's names, one file per class. */
@NullMarked
package peaceofmind.exporter.node.kernel;

import org.jspecify.annotations.NullMarked;
