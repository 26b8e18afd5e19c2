/**
 * Ships metrics by Prometheus remote write: what is sent, how often, where to, and what happens during an outage. The wire format is in
 * {@code wire}, the files in {@code spool}.
 */
@NullMarked
package peaceofmind.shipping.metrics;

import org.jspecify.annotations.NullMarked;
