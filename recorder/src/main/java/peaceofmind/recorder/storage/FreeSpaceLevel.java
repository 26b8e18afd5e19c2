// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

/** What the free space allows, in order of severity. */
public enum FreeSpaceLevel {
    /** The free space can't be determined. */
    UNKNOWN,
    OK,
    /** Only a warning. */
    WARN,
    /** No recording may start. */
    REFUSE,
    /** Even a running recording must stop. */
    STOP
}
