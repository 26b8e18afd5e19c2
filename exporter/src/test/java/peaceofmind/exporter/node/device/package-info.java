/** Tests that need access to package-private classes. */
@NullMarked
package peaceofmind.exporter.node.device;

import org.jspecify.annotations.NullMarked;
