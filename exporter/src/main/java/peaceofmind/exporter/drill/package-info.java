/** Drills and updates, read from the small files that the command leaves. */
@NullMarked
package peaceofmind.exporter.drill;

import org.jspecify.annotations.NullMarked;
