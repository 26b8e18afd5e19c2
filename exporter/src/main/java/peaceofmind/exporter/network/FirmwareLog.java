// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import peaceofmind.linux.Subprocess;

/** What the kernel reported lately of halted Wi-Fi firmware. Where the journal cannot be read, nothing. */
final class FirmwareLog {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT_BYTES = 100_000;

    /** Of brcmfmac (Raspberry Pi), iwlwifi, ath10k and others; in lower case. */
    private static final List<String> REPORTS = List.of(
            "firmware has halted or crashed",
            "psm's watchdog has fired",
            "microcode sw error detected",
            "firmware crashed",
            "firmware crash detected");

    private final Supplier<List<String>> lines;

    FirmwareLog() {
        this(FirmwareLog::journal);
    }

    /** @param lines of the kernel's log of the last minutes; tests replace it */
    FirmwareLog(Supplier<List<String>> lines) {
        this.lines = lines;
    }

    /** Whether the firmware behind a driver has halted in the last minutes. */
    boolean hasHalted(String driver) {
        if (driver.isEmpty()) {
            return false;
        }
        // The messages of brcmfmac also come from functions called brcmf_.
        String prefix = driver.startsWith("brcmf")
                ? "brcmf"
                : driver.replaceFirst("_.*", "").toLowerCase(Locale.ROOT);
        return lines.get().stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .anyMatch(line -> line.contains(prefix) && REPORTS.stream().anyMatch(line::contains));
    }

    private static List<String> journal() {
        List<String> command =
                List.of("journalctl", "-k", "-b", "-q", "--no-pager", "-o", "cat", "--since", "-5min", "-n", "500");
        try {
            return Subprocess.run(command, TIMEOUT, MAX_OUTPUT_BYTES) instanceof Subprocess.Exited exited
                    ? exited.output().lines().toList()
                    : List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
