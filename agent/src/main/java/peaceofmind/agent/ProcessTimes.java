package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.linux.ProcessStat;

/** When processes started, by the kernel. Linux reports user-visible ticks of 1/100 s on every platform we run on. */
final class ProcessTimes {

    static final double TICKS_PER_SECOND = 100;
    static final Path PROC = Path.of("/proc");

    private ProcessTimes() {}

    /** Seconds since 1970 at which the process started; empty when it is gone. Moves with the wall clock, as btime does. */
    static Optional<Double> startSeconds(long pid) throws IOException {
        Optional<ProcessStat> stat = ProcessStat.read(PROC, pid);
        return stat.isEmpty()
                ? Optional.empty()
                : Optional.of(bootSeconds() + stat.get().startTicks() / TICKS_PER_SECOND);
    }

    private static double bootSeconds() throws IOException {
        for (String line : Files.readAllLines(PROC.resolve("stat"))) {
            if (line.startsWith("btime ")) {
                return Double.parseDouble(line.substring("btime ".length()).strip());
            }
        }
        throw new IOException("/proc/stat has no btime");
    }
}
