/** What the command did to the device: drills and updates, from the small files that it leaves. */
@NullMarked
package peaceofmind.exporter.drill;

import org.jspecify.annotations.NullMarked;
