/** What a person wants to know about a configuration: every key, and every mistake that a process would not notice. */
@NullMarked
package peaceofmind.cli.config;

import org.jspecify.annotations.NullMarked;
