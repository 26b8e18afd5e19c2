// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

/** The reply to a command. */
public record CommandReply(boolean accepted, String message) {}
