/** {@code peace setup}: a few questions, or flags, that become the configuration and the system settings that go with it. */
@NullMarked
package peaceofmind.cli.setup;

import org.jspecify.annotations.NullMarked;
