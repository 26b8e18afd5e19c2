// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

/** How a rule treats a missing series. */
public enum NoData {
    /** Does not fire, as in Prometheus. */
    OK,
    /** Uses the last value for at most {@link #MAX_KEEP_HOURS}: the source may only have been busy. */
    KEEP_LAST,
    /** Fires. */
    ALERT;

    /** How long {@link #KEEP_LAST} uses the last value. */
    public static final int MAX_KEEP_HOURS = 1;
}
