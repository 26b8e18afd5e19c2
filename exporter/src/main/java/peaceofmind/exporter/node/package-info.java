/** Brings together the collectors behind {@code :9100}: the system's metrics, and what is special about a small device. */
@NullMarked
package peaceofmind.exporter.node;

import org.jspecify.annotations.NullMarked;
