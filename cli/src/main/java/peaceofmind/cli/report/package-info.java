/** {@code peace report}: a device's month in figures, calculated by the agent. */
@NullMarked
package peaceofmind.cli.report;

import org.jspecify.annotations.NullMarked;
