/** How people are told: mail and webhooks, from a queue on the disk, in their own threads. Decides nothing about alerts. */
@NullMarked
package peaceofmind.alerting.notify;

import org.jspecify.annotations.NullMarked;
