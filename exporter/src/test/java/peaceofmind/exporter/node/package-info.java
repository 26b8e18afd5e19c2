/** Tests of the collectors behind {@code :9100}, on fixtures and beside Debian's node_exporter. */
@NullMarked
package peaceofmind.exporter.node;

import org.jspecify.annotations.NullMarked;
