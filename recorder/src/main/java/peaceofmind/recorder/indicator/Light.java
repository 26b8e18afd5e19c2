// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

/** The lights of the recorder's panel. */
public enum Light {
    /** Starting. */
    WHITE,
    /** Ready to record. */
    GREEN,
    /** Recording. */
    BLUE,
    /** Processing a video, or the recording is about to end. */
    ORANGE,
    /** Unable to work; the log and the heartbeat say why. */
    RED
}
