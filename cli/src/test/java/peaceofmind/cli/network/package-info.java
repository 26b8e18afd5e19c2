/** Tests of {@code peace network}. */
@NullMarked
package peaceofmind.cli.network;

import org.jspecify.annotations.NullMarked;
