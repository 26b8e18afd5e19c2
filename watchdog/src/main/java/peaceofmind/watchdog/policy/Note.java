package peaceofmind.watchdog.policy;

import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/** Something to write down: every decision, and every change that one depends on. */
public record Note(EventKind kind, Optional<String> service, String reason) {}
