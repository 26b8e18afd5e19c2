@NullMarked
package peaceofmind.cli.camera;

import org.jspecify.annotations.NullMarked;
