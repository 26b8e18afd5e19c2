/**
 * Ships metrics by Prometheus remote write: what is sent and how often, to whom, and what happens while nobody takes it. Messages are
 * in {@code wire}, files in {@code spool}.
 */
@NullMarked
package peaceofmind.shipping.metrics;

import org.jspecify.annotations.NullMarked;
