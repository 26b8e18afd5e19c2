// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.demo;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.heartbeat.Heartbeat;

/** Prints what is where and what to try, once the demo is running. */
final class DemoGuide {

    private DemoGuide() {}

    static void print(PrintWriter out, DemoFolder folder, String password) {
        OptionalLong pid = recorderPid(folder);
        String recorder = pid.isPresent() ? Long.toString(pid.getAsLong()) : "PID";
        out.print("""
                Recorder, watchdog and agent run below %1$s

                  dashboard   http://127.0.0.1:%8$d/
                              open it in a browser; password for actions: %9$s
                  metrics     http://127.0.0.1:%2$d/metrics (recorder)
                              http://127.0.0.1:%10$d/metrics (system)
                  heartbeat   %3$s
                  videos      %4$s
                  uploads     %5$s
                  logs        %6$s

                Try, in another terminal:

                  ./peace status                      health of the device
                  kill -STOP %7$s                     freeze the recorder: it recovers within 40 s
                  kill -9 %7$s                        kill the recorder: it is back within 12 s
                  ./peace recorder stop               stop the recording (also: start, extend, status)
                  ./peace watchdog history            what the watchdog did, and why

                Press Ctrl-C to stop the demo.

                """.formatted(
                        folder.root(),
                        folder.recorderMetricsPort(),
                        folder.heartbeat(),
                        folder.videos(),
                        folder.uploads(),
                        folder.logs(),
                        recorder,
                        folder.dashboardPort(),
                        password,
                        folder.nodeMetricsPort()));
        out.flush();
    }

    private static OptionalLong recorderPid(DemoFolder folder) {
        Optional<Heartbeat> heartbeat = new DemoReadiness(folder).heartbeat();
        return heartbeat.map(Heartbeat::pid).orElse(OptionalLong.empty());
    }
}
