// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.linux.ProcessStat;

/** A process that is measured from outside, with the kernel's counters. */
record MeasuredProcess(long pid) {

    private static final Path PROC = Path.of("/proc");

    /** Ticks in /proc are hundredths of a second on every Linux that we support (USER_HZ). */
    private static final double TICKS_PER_SECOND = 100;

    static MeasuredProcess self() {
        return new MeasuredProcess(ProcessHandle.current().pid());
    }

    /** CPU seconds so far, in user and kernel mode. */
    double cpuSeconds() throws IOException {
        return ProcessStat.read(PROC, pid)
                        .orElseThrow(() -> new IOException("process " + pid + " is gone"))
                        .cpuTicks()
                / TICKS_PER_SECOND;
    }

    /** CPU seconds of the programs that it has started and that have exited. */
    double childCpuSeconds() throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        // The name, in parentheses, can contain anything; cutime and cstime are the fields 16 and 17 (proc(5)).
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
    }

    /** Proportional set size, in which a shared page is divided among the processes that share it (proc(5), smaps_rollup). */
    double pssMegabytes() throws IOException {
        return readNumber("smaps_rollup", "Pss:") * 1024 / 1e6;
    }

    /** Bytes that it has caused to be written to disk so far (proc(5), io). */
    long writtenBytes() throws IOException {
        return readNumber("io", "write_bytes:");
    }

    private long readNumber(String file, String name) throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/" + file))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + name + " in " + file + " of process " + pid);
    }
}
