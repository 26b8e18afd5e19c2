package peaceofmind.recorder.storage;

import java.util.List;

/**
 * What was found and repaired when the storage was opened.
 *
 * @param repairs in words, one for each
 */
public record RepairReport(long videos, List<String> repairs) {

    public RepairReport {
        repairs = List.copyOf(repairs);
    }

    /** In one line. */
    public String summary() {
        return "storage: " + videos + " video(s), "
                + (repairs.isEmpty() ? "in order" : "repaired: " + String.join("; ", repairs));
    }
}
