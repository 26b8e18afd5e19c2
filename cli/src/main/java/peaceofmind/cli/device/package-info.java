/** The device that a command acts on, and its configuration. */
@NullMarked
package peaceofmind.cli.device;

import org.jspecify.annotations.NullMarked;
