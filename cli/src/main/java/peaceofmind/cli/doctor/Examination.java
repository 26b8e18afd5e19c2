package peaceofmind.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.cli.terminal.Tty.Colour;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** All checks and what they found. */
record Examination(List<Result> results) {

    private static final int HEAD_WIDTH = 22;

    /** A check and its finding. */
    record Result(Check check, Finding finding) {

        boolean isFine() {
            return switch (finding.verdict()) {
                case GOOD, NOT_HERE -> true;
                case CANNOT_TELL, ATTENTION, BAD -> false;
            };
        }
    }

    Examination {
        results = List.copyOf(results);
    }

    /** Every check that there is, in the order in which a person would look. */
    static List<Check> all() {
        return List.of(
                new ConfigCheck(),
                new UnitsCheck(),
                new RightsCheck(),
                new ClockCheck(),
                new DiskHealthCheck(),
                new FreeSpaceCheck(),
                new CameraCheck(),
                new FfmpegCheck(),
                new SecretsCheck(),
                new ReceiversCheck(),
                new MailCheck(),
                new HardwareWatchdogCheck(),
                new JournalCheck(),
                new PortsCheck(),
                new PackageCheck("peace"),
                new TailscaleCheck(),
                new SeriesCheck(),
                new UpdateCheck(),
                new DrillCheck());
    }

    /** Looks at everything; a check that fails says so and costs only itself. */
    static Examination of(List<Check> checks, Patient patient) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Check check : checks) {
            Finding finding;
            try {
                finding = check.look(patient);
            } catch (RuntimeException defect) {
                finding = Finding.cannotTell("this check failed: " + defect, "please report it with peace bundle");
            }
            results.add(new Result(check, finding));
        }
        return new Examination(results);
    }

    /** 0 when nothing is left to do, otherwise 1. */
    int exitCode() {
        return results.stream().allMatch(Result::isFine) ? 0 : 1;
    }

    JsonObject toJson() {
        return Json.object()
                .put("fine", exitCode() == 0)
                .put("checks", results.stream().map(Examination::json).toList())
                .build();
    }

    private static JsonObject json(Result result) {
        Finding finding = result.finding();
        return Json.object()
                .put("name", result.check().name())
                .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
                .put("what", finding.what())
                .put("why", result.check().why())
                .put("mend", finding.mend())
                .put("fixable", !finding.fix().isEmpty())
                .build();
    }

    List<String> toLines(Tty tty) {
        List<String> lines = new ArrayList<>();
        for (Result result : results) {
            Finding finding = result.finding();
            boolean fine = result.isFine();
            List<String> told = new ArrayList<>(
                    Columns.wrap((fine ? "  " : "! ") + result.check().name(), HEAD_WIDTH, finding.what()));
            if (!fine) {
                told.addAll(
                        Columns.wrap("", HEAD_WIDTH, "why: " + result.check().why()));
                told.addAll(Columns.wrap("", HEAD_WIDTH, "do:  " + finding.mend()));
            }
            Colour colour = finding.verdict() == Finding.Verdict.BAD ? Colour.RED : Colour.YELLOW;
            told.forEach(line -> lines.add(fine ? line : tty.paint(colour, line)));
        }
        long open = results.stream().filter(result -> !result.isFine()).count();
        long fixable = results.stream()
                .filter(result -> !result.finding().fix().isEmpty())
                .count();
        lines.add("");
        lines.add(
                open == 0
                        ? "Nothing to do."
                        : open + " to look at"
                                + (fixable > 0 ? "; peace doctor --fix mends " + fixable + " of them." : "."));
        return lines;
    }
}
