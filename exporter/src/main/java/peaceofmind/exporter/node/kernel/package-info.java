/** Metrics that the kernel tells about itself in single files of /proc, under node_exporter's names: a class for each. */
@NullMarked
package peaceofmind.exporter.node.kernel;

import org.jspecify.annotations.NullMarked;
