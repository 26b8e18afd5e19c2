/** Tests of setup: its options become a valid configuration. */
@NullMarked
package peaceofmind.cli.setup;

import org.jspecify.annotations.NullMarked;
