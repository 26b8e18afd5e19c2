/** The most frequent requests to the watchdog, as commands of one word. */
@NullMarked
package peaceofmind.cli.shortcut;

import org.jspecify.annotations.NullMarked;
