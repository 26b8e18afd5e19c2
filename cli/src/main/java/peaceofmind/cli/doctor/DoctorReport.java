// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.cli.terminal.Tty.Colour;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** All checks and their findings. */
record DoctorReport(List<CheckResult> results) {

    private static final int LABEL_WIDTH = 22;

    /** A check and its finding. */
    record CheckResult(Check check, Finding finding) {

        boolean isFine() {
            return switch (finding.status()) {
                case GOOD, NOT_APPLICABLE -> true;
                case UNKNOWN, ATTENTION, BAD -> false;
            };
        }
    }

    DoctorReport {
        results = List.copyOf(results);
    }

    /** Every check, in the order in which a person would go through them. */
    static List<Check> allChecks() {
        return List.of(
                new ConfigCheck(),
                new UnitsCheck(),
                new TasksCheck(),
                new PermissionsCheck(),
                new RestartRightCheck(),
                new HeartbeatCheck(),
                new KeepAliveCheck(),
                new ClockCheck(),
                new DiskHealthCheck(),
                new FreeSpaceCheck(),
                new UploadFolderCheck(),
                new UploadTargetsCheck(),
                new CameraCheck(),
                new LightsCheck(),
                new FfmpegCheck(),
                new CredentialsCheck(),
                new ReceiversCheck(),
                new MailCheck(),
                new NotificationsCheck(),
                new PingCheck(),
                new HardwareWatchdogCheck(),
                new KernelPanicCheck(),
                new JournalCheck(),
                new PortsCheck(),
                new PackageCheck("peace"),
                new TailscaleCheck(),
                new NetworkRepairCheck(),
                new SeriesCheck(),
                new UpdateCheck(),
                new DrillCheck());
    }

    /** Runs every check; one that fails is reported and does not affect the others. */
    static DoctorReport run(List<Check> checks, DoctorContext context) throws InterruptedException {
        List<CheckResult> results = new ArrayList<>();
        for (Check check : checks) {
            Finding finding;
            try {
                finding = check.run(context);
            } catch (RuntimeException defect) {
                finding = Finding.unknown(
                        "this check failed: " + ErrorText.of(defect), "please report it with peace bundle");
            }
            results.add(new CheckResult(check, finding));
        }
        return new DoctorReport(results);
    }

    /** 0 when nothing is left to do, otherwise 1. */
    int exitCode() {
        return results.stream().allMatch(CheckResult::isFine) ? 0 : 1;
    }

    JsonObject toJson() {
        return Json.object()
                .put("fine", exitCode() == 0)
                .put("checks", results.stream().map(DoctorReport::checkJson).toList())
                .build();
    }

    private static JsonObject checkJson(CheckResult result) {
        Finding finding = result.finding();
        return Json.object()
                .put("name", result.check().name())
                .put("verdict", finding.status().jsonName())
                .put("what", finding.message())
                .put("why", result.check().rationale())
                .put("mend", finding.remedy())
                .put("fixable", !finding.fixCommands().isEmpty())
                .build();
    }

    List<String> toLines(Tty tty) {
        List<String> lines = new ArrayList<>();
        for (CheckResult result : results) {
            Finding finding = result.finding();
            boolean fine = result.isFine();
            List<String> wrapped = new ArrayList<>(
                    Columns.wrap((fine ? "  " : "! ") + result.check().name(), LABEL_WIDTH, finding.message()));
            if (!fine) {
                wrapped.addAll(
                        Columns.wrap("", LABEL_WIDTH, "why: " + result.check().rationale()));
                wrapped.addAll(Columns.wrap("", LABEL_WIDTH, "do:  " + finding.remedy()));
            }
            Colour colour = finding.status() == Finding.CheckStatus.BAD ? Colour.RED : Colour.YELLOW;
            wrapped.forEach(line -> lines.add(fine ? line : tty.paint(colour, line)));
        }
        long open = results.stream().filter(result -> !result.isFine()).count();
        long fixable = results.stream()
                .filter(result -> !result.finding().fixCommands().isEmpty())
                .count();
        lines.add("");
        lines.add(
                open == 0
                        ? "Nothing to do."
                        : open
                                + (open == 1 ? " check needs attention" : " checks need attention")
                                + (fixable > 0 ? "; peace doctor --fix can fix " + fixable + "." : "."));
        return lines;
    }
}
