/** Log messages for people: levels, the journal's format, a file of bounded size, and the reasons of errors. Not for machine-readable events. */
@NullMarked
package peaceofmind.foundation.log;

import org.jspecify.annotations.NullMarked;
