/** Tests of scraping other programs. */
@NullMarked
package peaceofmind.exporter.scrape;

import org.jspecify.annotations.NullMarked;
