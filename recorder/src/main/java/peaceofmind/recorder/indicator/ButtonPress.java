// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

/** How the button was pressed. */
public enum ButtonPress {
    SHORT,
    LONG
}
