/**
 * Videos on the disk and their rows: one copy and one row for each, repaired at every start. The database is that of the existing
 * recorder, so that everything that reads that one reads ours.
 */
@NullMarked
package peaceofmind.recorder.storage;

import org.jspecify.annotations.NullMarked;
