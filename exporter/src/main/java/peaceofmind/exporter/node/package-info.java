/** Assembles the collectors of {@code :9100}: system metrics, and those specific to a small device. */
@NullMarked
package peaceofmind.exporter.node;

import org.jspecify.annotations.NullMarked;
