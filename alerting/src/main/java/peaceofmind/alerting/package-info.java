/**
 * Decides which alerts fire, from batches and their timestamps alone; decides which notifications to send, and when; persists both
 * across restarts. Mail and webhooks are in {@code notify}. Depends on no other feature of the agent.
 */
@NullMarked
package peaceofmind.alerting;

import org.jspecify.annotations.NullMarked;
