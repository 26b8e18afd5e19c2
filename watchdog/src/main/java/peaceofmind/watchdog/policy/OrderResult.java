// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

/** The result of an order to a service: {@code done} means that the manager executed it, not that the service works. */
public record OrderResult(String service, boolean done, String detail) {}
