/** Tests of the scraping of other programs. */
@NullMarked
package peaceofmind.exporter.scrape;

import org.jspecify.annotations.NullMarked;
