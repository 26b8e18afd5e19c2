/** What the agent says about itself. */
@NullMarked
package peaceofmind.exporter.process;

import org.jspecify.annotations.NullMarked;
