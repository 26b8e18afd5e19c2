/** Tests of the scraping of other programs. */
@NullMarked
package peaceofmind.agent.scrape;

import org.jspecify.annotations.NullMarked;
