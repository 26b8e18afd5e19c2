// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

/** The result of an action, with a description from the service manager. */
public sealed interface ActionResult {

    String detail();

    record Done(String detail) implements ActionResult {}

    record Failed(String detail) implements ActionResult {}
}
