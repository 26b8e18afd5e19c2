// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints the results of benchmarks: label, median of n with the range, the budget and whether it is met, and a comparison. A missed
 * budget is only marked in the table and never a failure, because the machine may be busy.
 */
final class BenchReport {

    private static final String ROW_FORMAT = "  %-44s %9s %-4s %19s  %-9s %-6s %s%n";

    private final PrintStream out;
    private final List<String> missed = new ArrayList<>();
    private int met;

    BenchReport(PrintStream out) {
        this.out = out;
    }

    void heading(String title) {
        out.printf("%n%s%n", title);
        out.printf(ROW_FORMAT, "", "median", "", "min - max", "budget", "", "compare");
    }

    /**
     * Prints a result that has no budget.
     *
     * @param comparison what to compare it with; "-" when there is nothing
     */
    void row(String label, String unit, String comparison, double... values) {
        print(label, unit, "-", "", comparison, values);
    }

    /** Prints a result with its budget, and whether that is met. */
    void row(String label, String unit, Budget budget, String comparison, double... values) {
        double[] sorted = sorted(values);
        boolean isMet = budget.isMet(median(sorted), sorted[sorted.length - 1]);
        if (isMet) {
            met++;
        } else {
            missed.add(label);
        }
        print(label, unit, budget.toString(), isMet ? "met" : "MISSED", comparison, values);
    }

    void note(String text) {
        out.println("  " + text);
        out.flush();
    }

    /** Prints how many budgets were met, and which were missed. */
    void printSummary() {
        out.printf("%nBudgets: %d met, %d missed%n", met, missed.size());
        missed.forEach(label -> out.println("  missed: " + label));
        out.flush();
    }

    static double median(double... values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void print(String label, String unit, String budget, String verdict, String comparison, double... values) {
        double[] sorted = sorted(values);
        out.printf(
                ROW_FORMAT,
                label + " (n=" + sorted.length + ")",
                number(median(sorted)),
                unit,
                number(sorted[0]) + " - " + number(sorted[sorted.length - 1]),
                budget,
                verdict,
                comparison);
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
