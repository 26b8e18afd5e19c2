// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

/**
 * What a panel shows.
 *
 * @param online whether the internet can be reached, for the white light
 * @param uploading whether a video is being uploaded, for the blue light
 */
public record PanelView(PanelState state, boolean online, boolean uploading) {}
