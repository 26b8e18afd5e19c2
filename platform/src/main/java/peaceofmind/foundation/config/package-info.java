/**
 * Reads the configuration file, which all processes share. Each component keeps a config record beside it and fills it from a
 * {@link peaceofmind.foundation.config.ConfigSection}; this package does not know what the keys mean.
 */
@NullMarked
package peaceofmind.foundation.config;

import org.jspecify.annotations.NullMarked;
