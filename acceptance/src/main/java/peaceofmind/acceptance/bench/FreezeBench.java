// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessStat;

/**
 * Repeatedly freezes the demo's recorder at the default limit of 30 s, and measures how long it takes until the restart is issued (the
 * frozen process is gone) and until a new process writes heartbeats.
 */
final class FreezeBench {

    private static final int ROUNDS = 5;
    private static final Path PROC = Path.of("/proc");

    private FreezeBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        double[] restartSeconds = new double[ROUNDS];
        double[] recoverySeconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            // A new demo for each round: three restarts within ten minutes would correctly lead to a reboot.
            try (DemoRun demo = DemoRun.start(checkout, dir.resolve("round-" + round), 29_200)) {
                demo.awaitReady(Duration.ofSeconds(60));
                // Vary the phase relative to the polls, which happen once a second.
                Thread.sleep(5_000 + 210L * round);
                long frozen = demo.recorderPid();
                long startedAt = System.nanoTime();
                CLibrary.kill(frozen, DemoRun.SIGSTOP);
                demo.await(() -> isGone(frozen), Duration.ofSeconds(90), "the frozen recorder was not stopped");
                restartSeconds[round] = (System.nanoTime() - startedAt) / 1e9;
                demo.awaitHeartbeatFromOtherThan(frozen, Duration.ofSeconds(90));
                recoverySeconds[round] = (System.nanoTime() - startedAt) / 1e9;
                System.out.printf(
                        "  round %d: restart after %.1f s, heartbeat after %.1f s%n",
                        round + 1, restartSeconds[round], recoverySeconds[round]);
            }
        }
        report.heading("Freeze (kill -STOP) at the default limit of 30 s");
        report.row(
                "freeze to restart issued",
                "s",
                Budget.alwaysAtMost(31),
                "original 34.9 s, worst 39.3",
                restartSeconds);
        report.row("freeze to next heartbeat", "s", Budget.alwaysAtMost(40), "original 42.4 s", recoverySeconds);
    }

    private static boolean isGone(long pid) {
        return ProcessStat.read(PROC, pid)
                .filter(process -> !process.hasExited())
                .isEmpty();
    }
}
