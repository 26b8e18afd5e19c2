/** Tests of what needs a look inside: see the package of the same name. */
@NullMarked
package peaceofmind.exporter.node.pi;

import org.jspecify.annotations.NullMarked;
