/** Hardware metrics from /proc and /sys with node_exporter's names, one collector per class. */
@NullMarked
package peaceofmind.exporter.node.device;

import org.jspecify.annotations.NullMarked;
