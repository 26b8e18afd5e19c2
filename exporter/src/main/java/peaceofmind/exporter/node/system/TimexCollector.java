// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.util.List;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.linux.ClockState;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/** The kernel's clock discipline (adjtimex(2)). */
public record TimexCollector(SystemCall<ClockState> source) implements Collector {

    private static final double MICROSECONDS_PER_SECOND = 1e6;
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    /** The kernel's frequencies are parts per million with 16 fractional bits. */
    private static final double FREQUENCY_SCALE = 1e6 * 65_536;

    @Override
    public String name() {
        return "timex";
    }

    @Override
    public Collected collect() throws IOException {
        return Collected.of(parse(source.read()));
    }

    static List<Family> parse(ClockState clock) {
        double divisor =
                (clock.status() & ClockState.NANOSECONDS) == 0 ? MICROSECONDS_PER_SECOND : NANOSECONDS_PER_SECOND;
        return new Families()
                .gauge(
                        "node_timex_offset_seconds",
                        "Time offset in between local system and reference clock.",
                        clock.offset() / divisor)
                .gauge(
                        "node_timex_frequency_adjustment_ratio",
                        "Local clock frequency adjustment.",
                        1 + clock.frequency() / FREQUENCY_SCALE)
                .gauge(
                        "node_timex_maxerror_seconds",
                        "Maximum error in seconds.",
                        clock.maxError() / MICROSECONDS_PER_SECOND)
                .gauge(
                        "node_timex_estimated_error_seconds",
                        "Estimated error in seconds.",
                        clock.estimatedError() / MICROSECONDS_PER_SECOND)
                .gauge("node_timex_status", "Value of the status array bits.", clock.status())
                .gauge(
                        "node_timex_sync_status",
                        "Is clock synchronized to a reliable server (1 = yes, 0 = no).",
                        clock.state() == ClockState.ERROR ? 0 : 1)
                .gauge("node_timex_loop_time_constant", "Phase-locked loop time constant.", (double) clock.constant())
                .gauge(
                        "node_timex_tick_seconds",
                        "Seconds between clock ticks.",
                        clock.tick() / MICROSECONDS_PER_SECOND)
                .gauge(
                        "node_timex_pps_frequency_hertz",
                        "Pulse per second frequency.",
                        clock.ppsFrequency() / FREQUENCY_SCALE)
                .gauge("node_timex_pps_jitter_seconds", "Pulse per second jitter.", clock.jitter() / divisor)
                .gauge("node_timex_pps_shift_seconds", "Pulse per second interval duration.", clock.shift())
                .gauge(
                        "node_timex_pps_stability_hertz",
                        "Pulse per second stability, average of recent frequency changes.",
                        clock.stability() / FREQUENCY_SCALE)
                .counter(
                        "node_timex_pps_jitter_total",
                        "Pulse per second count of jitter limit exceeded events.",
                        (double) clock.jitterCount())
                .counter(
                        "node_timex_pps_calibration_total", "Pulse per second count of calibration intervals.", (double)
                                clock.calibrationCount())
                .counter("node_timex_pps_error_total", "Pulse per second count of calibration errors.", (double)
                        clock.errorCount())
                .counter(
                        "node_timex_pps_stability_exceeded_total",
                        "Pulse per second count of stability limit exceeded events.",
                        (double) clock.stabilityCount())
                .gauge("node_timex_tai_offset_seconds", "International Atomic Time (TAI) offset.", clock.tai())
                .toList();
    }
}
