/** Tests that need access to package-private classes. */
@NullMarked
package peaceofmind.exporter.node.pi;

import org.jspecify.annotations.NullMarked;
