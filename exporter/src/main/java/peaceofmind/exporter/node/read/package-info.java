/** Cheap repeated reading and scanning of the small files of /proc and /sys. Independent of metrics. */
@NullMarked
package peaceofmind.exporter.node.read;

import org.jspecify.annotations.NullMarked;
