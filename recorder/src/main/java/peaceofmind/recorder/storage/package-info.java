/**
 * Videos on the disk and their rows: one copy and one row for each, repaired at every start. The database has the schema of the existing
 * recorder's, so programs that read that one also work with ours.
 */
@NullMarked
package peaceofmind.recorder.storage;

import org.jspecify.annotations.NullMarked;
