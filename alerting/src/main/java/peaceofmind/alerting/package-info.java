/**
 * Decides which alerts fire, from batches and their times alone; keeps that over restarts; decides who is told what and when. Mail
 * and webhooks are in {@code notify}. Knows no other feature of the agent.
 */
@NullMarked
package peaceofmind.alerting;

import org.jspecify.annotations.NullMarked;
