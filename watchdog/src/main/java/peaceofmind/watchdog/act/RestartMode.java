package peaceofmind.watchdog.act;

/** How a service is ended before it is started again. */
public enum RestartMode {
    /** It can't react: killed at once, with all its processes. */
    KILL,
    /** It may still react: asked to end first, and killed when it has not after a while. */
    GRACEFUL
}
