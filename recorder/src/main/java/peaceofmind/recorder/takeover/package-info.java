/**
 * Takes over videos, rows, login and settings of the existing recorder, which is written in Python, while neither recorder runs. Reads
 * only regular files inside of its folder: whoever could write to that folder must not get at other files through a command of root's.
 */
@NullMarked
package peaceofmind.recorder.takeover;

import org.jspecify.annotations.NullMarked;
