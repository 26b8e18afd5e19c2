/** Files that must survive a power cut: replaced whole or appended with checksums. What is in them is not known here. */
@NullMarked
package peaceofmind.foundation.file;

import org.jspecify.annotations.NullMarked;
