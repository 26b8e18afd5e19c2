/** Metrics of pieces of hardware, from /proc and /sys, under node_exporter's names: a class for each kind. */
@NullMarked
package peaceofmind.exporter.node.device;

import org.jspecify.annotations.NullMarked;
