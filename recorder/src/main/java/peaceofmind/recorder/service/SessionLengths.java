// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;

/**
 * Lengths of recordings.
 *
 * @param defaultLength unless another length is requested
 * @param extension added by each extension
 * @param maxLength including all extensions
 */
public record SessionLengths(Duration defaultLength, Duration extension, Duration maxLength) {}
