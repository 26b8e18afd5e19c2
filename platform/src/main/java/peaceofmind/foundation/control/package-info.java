/**
 * How the processes of one device talk: one JSON object asked, one answered, over a Unix socket whose permissions say who may.
 * What can be asked is not known here.
 */
@NullMarked
package peaceofmind.foundation.control;

import org.jspecify.annotations.NullMarked;
