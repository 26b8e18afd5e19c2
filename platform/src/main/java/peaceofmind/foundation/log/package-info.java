/** What a process says to people: levels, the journal's form, and a file of bounded size. Events for machines are not made here. */
@NullMarked
package peaceofmind.foundation.log;

import org.jspecify.annotations.NullMarked;
