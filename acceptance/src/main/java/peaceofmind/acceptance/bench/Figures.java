package peaceofmind.acceptance.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** How every benchmark prints its figures: what, ours as median of n with the range, and the yardstick. */
final class Figures {

    private final PrintStream out;

    Figures(PrintStream out) {
        this.out = out;
    }

    void heading(String title) {
        out.printf("%n%s%n", title);
        out.printf("  %-38s %10s %19s   %s%n", "", "median", "min - max", "yardstick");
    }

    /**
     * Prints one row.
     *
     * @param yardstick what it is compared with, in words; "-" when there is nothing
     */
    void row(String what, String unit, String yardstick, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        out.printf(
                Locale.ROOT,
                "  %-38s %8.2f %s %8.2f - %8.2f   %s%n",
                what + " (n=" + sorted.length + ")",
                median(sorted),
                unit,
                sorted[0],
                sorted[sorted.length - 1],
                yardstick);
        out.flush();
    }

    void note(String text) {
        out.println("  " + text);
        out.flush();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
