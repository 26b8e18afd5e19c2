/**
 * Reads the one configuration file. A component has a record of its own beside it and fills it from a {@link
 * peaceofmind.foundation.config.ConfigSection}; what the keys mean is not known here.
 */
@NullMarked
package peaceofmind.foundation.config;

import org.jspecify.annotations.NullMarked;
