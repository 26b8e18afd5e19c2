/** Delivers notifications by mail, webhooks and commands, from queues on disk, in threads of their own. Decides nothing about alerts. */
@NullMarked
package peaceofmind.alerting.notify;

import org.jspecify.annotations.NullMarked;
