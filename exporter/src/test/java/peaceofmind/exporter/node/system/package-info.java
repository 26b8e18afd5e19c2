/** Tests of what needs a look inside: see the package of the same name. */
@NullMarked
package peaceofmind.exporter.node.system;

import org.jspecify.annotations.NullMarked;
