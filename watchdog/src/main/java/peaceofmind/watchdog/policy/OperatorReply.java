// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

/** The reply to a request. */
public record OperatorReply(long requestId, boolean accepted, String message) {}
