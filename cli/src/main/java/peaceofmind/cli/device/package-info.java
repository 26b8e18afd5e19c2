/** Which device a command speaks of, and what is configured there. */
@NullMarked
package peaceofmind.cli.device;

import org.jspecify.annotations.NullMarked;
