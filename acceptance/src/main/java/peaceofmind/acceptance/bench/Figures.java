package peaceofmind.acceptance.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How every benchmark prints its figures: what, ours as median of n with the range, the budget and whether it is met, and what it is
 * compared with. A budget that is missed is a word in a table, never a failure: the machine may be busy.
 */
final class Figures {

    private static final String FORMAT = "  %-44s %9s %-4s %19s  %-9s %-6s %s%n";

    private final PrintStream out;
    private final List<String> missed = new ArrayList<>();
    private int met;

    Figures(PrintStream out) {
        this.out = out;
    }

    void heading(String title) {
        out.printf("%n%s%n", title);
        out.printf(FORMAT, "", "median", "", "min - max", "budget", "", "compare");
    }

    /**
     * Prints a figure that has no budget.
     *
     * @param compare what it is compared with, in words; "-" when there is nothing
     */
    void row(String what, String unit, String compare, double... values) {
        print(what, unit, "-", "", compare, values);
    }

    /** Prints a figure with its budget, and whether that is met. */
    void row(String what, String unit, Budget budget, String compare, double... values) {
        double[] sorted = sorted(values);
        boolean isMet = budget.isMet(median(sorted), sorted[sorted.length - 1]);
        if (isMet) {
            met++;
        } else {
            missed.add(what);
        }
        print(what, unit, budget.toString(), isMet ? "met" : "MISSED", compare, values);
    }

    void note(String text) {
        out.println("  " + text);
        out.flush();
    }

    /** How many budgets were met, and which were missed. */
    void sum() {
        out.printf("%nBudgets: %d met, %d missed%n", met, missed.size());
        missed.forEach(what -> out.println("  missed: " + what));
        out.flush();
    }

    static double median(double... values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void print(String what, String unit, String budget, String verdict, String compare, double... values) {
        double[] sorted = sorted(values);
        out.printf(
                FORMAT,
                what + " (n=" + sorted.length + ")",
                number(median(sorted)),
                unit,
                number(sorted[0]) + " - " + number(sorted[sorted.length - 1]),
                budget,
                verdict,
                compare);
        out.flush();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }

    private static double[] sorted(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
