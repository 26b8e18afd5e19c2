@NullMarked
package peaceofmind.cli.config;

import org.jspecify.annotations.NullMarked;
