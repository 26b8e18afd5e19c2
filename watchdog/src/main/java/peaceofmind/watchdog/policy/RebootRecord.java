package peaceofmind.watchdog.policy;

import java.time.Duration;

/** A reboot that was ordered, counted before it was done. */
public record RebootRecord(Duration at, String reason) {}
