package peaceofmind.contract.alert;

/** What a missing series means to a rule. */
public enum NoData {
    /** All is well, as Prometheus has it: what does not exist can't be wrong. */
    OK,
    /** What was said last holds for at most {@link #KEPT_HOURS}: the source may only have been busy. */
    KEEP_LAST,
    /** As bad as a value that breaks the rule. */
    ALERT;

    /** How long {@link #KEEP} believes the last value. */
    public static final int MAX_KEEP_HOURS = 1;
}
