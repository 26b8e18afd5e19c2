package peaceofmind.cli.doctor;

/** One assumption about a device. */
interface Check {

    /** A word or two, such as {@code clock}. */
    String name();

    /** Why it matters, in a sentence. */
    String why();

    /** Looks; never changes anything. */
    Finding look(Patient patient) throws InterruptedException;
}
