/** Other programs' metrics on this device: fetched, parsed, relabelled and put into each batch. A bad target costs only itself. */
@NullMarked
package peaceofmind.exporter.scrape;

import org.jspecify.annotations.NullMarked;
