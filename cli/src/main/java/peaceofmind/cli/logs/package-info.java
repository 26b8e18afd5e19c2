/** What the parts wrote: their log files and the journal. */
@NullMarked
package peaceofmind.cli.logs;

import org.jspecify.annotations.NullMarked;
