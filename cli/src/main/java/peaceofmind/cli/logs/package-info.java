/** The logs of the components: their files and the journal. */
@NullMarked
package peaceofmind.cli.logs;

import org.jspecify.annotations.NullMarked;
