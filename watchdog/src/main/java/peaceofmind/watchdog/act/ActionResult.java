package peaceofmind.watchdog.act;

/** How an action went, with what the manager said, in words. */
public sealed interface ActionResult {

    String detail();

    record Done(String detail) implements ActionResult {}

    record Failed(String detail) implements ActionResult {}
}
