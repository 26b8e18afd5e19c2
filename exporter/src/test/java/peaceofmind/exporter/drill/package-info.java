/** Tests of what drills and updates leave. */
@NullMarked
package peaceofmind.exporter.drill;

import org.jspecify.annotations.NullMarked;
