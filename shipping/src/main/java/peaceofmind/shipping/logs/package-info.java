/**
 * Logs to Loki: the journal and files are the spool, so that nothing is copied; a position moves only after the acknowledgement, and a
 * line has one time stamp however often it is sent.
 */
@NullMarked
package peaceofmind.shipping.logs;

import org.jspecify.annotations.NullMarked;
