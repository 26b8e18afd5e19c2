/** Tests of the collectors of {@code :9100}, on fixtures and in comparison with Debian's node_exporter. */
@NullMarked
package peaceofmind.exporter.node;

import org.jspecify.annotations.NullMarked;
