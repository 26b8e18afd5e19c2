/**
 * Ships logs to Loki. The journal and the files themselves are the spool, so nothing is copied; positions advance only after an
 * acknowledgement, and a line keeps its timestamp however often it is sent.
 */
@NullMarked
package peaceofmind.shipping.logs;

import org.jspecify.annotations.NullMarked;
