/** Tests of the setup: what is told becomes a configuration that is in order. */
@NullMarked
package peaceofmind.cli.setup;

import org.jspecify.annotations.NullMarked;
