/** What is asked of the watchdog most often, in one word. */
@NullMarked
package peaceofmind.cli.shortcut;

import org.jspecify.annotations.NullMarked;
