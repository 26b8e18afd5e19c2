/** Tests of the project's structure: dependencies between packages, sizes, tidiness, language. Nothing here is shipped. */
@NullMarked
package peaceofmind.architecture;

import org.jspecify.annotations.NullMarked;
