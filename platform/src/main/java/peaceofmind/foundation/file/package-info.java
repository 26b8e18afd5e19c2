/** Files that must survive a power cut: replaced as a whole, or appended to with checksums. This package does not know their contents. */
@NullMarked
package peaceofmind.foundation.file;

import org.jspecify.annotations.NullMarked;
