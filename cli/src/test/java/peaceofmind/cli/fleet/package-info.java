/** The fleet, from a real Prometheus, and from servers that do not respond as one. */
@NullMarked
package peaceofmind.cli.fleet;

import org.jspecify.annotations.NullMarked;
