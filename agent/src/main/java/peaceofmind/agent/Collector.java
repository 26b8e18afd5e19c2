package peaceofmind.agent;

import java.util.List;

/** One source of metrics. Never called from two threads at once. */
interface Collector {

    /** The label by which its success is visible. */
    String name();

    /** What the source says now; what it does not say is left out. */
    List<Family> collect() throws Exception;

    /** Asks a run that takes too long, from another thread, to end. */
    default void cancel() {}
}
