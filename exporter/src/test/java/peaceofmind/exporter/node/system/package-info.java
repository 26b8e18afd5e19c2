/** Tests that need access to package-private classes. */
@NullMarked
package peaceofmind.exporter.node.system;

import org.jspecify.annotations.NullMarked;
