// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.concurrent.ExecutorService;

/**
 * The threads of the slow work, one each, so that neither waits for the other.
 *
 * @param recording starts, stops and checks recordings: what somebody waits for
 * @param videos finishes, salvages and removes videos, which can take an hour or hang on a damaged file
 */
public record Workers(ExecutorService recording, ExecutorService videos) {}
