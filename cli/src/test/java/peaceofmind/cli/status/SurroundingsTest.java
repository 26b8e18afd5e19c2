package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.cli.status.Sources.Answer;

class SurroundingsTest {

    @TempDir
    private Path root;

    @Test
    void aRaspberryPiIsReadWhole() throws Exception {
        new FixtureMachine(root)
                .file("/proc/uptime", "7384.21 20000.1\n")
                .file("/proc/loadavg", "0.42 0.3 0.2 1/120 4711\n")
                .file("/sys/class/thermal/thermal_zone0/temp", "54321\n")
                .file("/sys/class/thermal/thermal_zone1/temp", "-40000\n")
                .file("/sys/devices/platform/soc/soc:firmware/get_throttled", "0x50005\n")
                .file("/sys/class/net/lo/operstate", "unknown\n")
                .file("/sys/class/net/wlan0/operstate", "up\n")
                .file("/sys/class/net/eth0/operstate", "down\n")
                .file("/sys/class/net/eth0/device/vendor", "x\n")
                .file("/sys/class/net/ifb0/operstate", "down\n");
        Surroundings around = Surroundings.of(root);
        assertThat(around.uptime()).contains(Duration.ofMillis(7_384_210));
        assertThat(around.load()).contains(0.42);
        assertThat(around.celsius()).contains(54.321);
        assertThat(around.throttled()).contains(0x50005);
        assertThat(around.links()).containsExactly("eth0 down", "wlan0 up");
        Part part = DeviceJudge.device(new Answer<>(Optional.of(around), "")).getFirst();
        assertThat(part.level()).isEqualTo(Level.DEGRADED);
        assertThat(part.lines().getFirst()).contains("UNDER-VOLTAGE");
    }

    @Test
    void garbageIsAbsentAndNotZero() throws Exception {
        new FixtureMachine(root)
                .file("/proc/uptime", "soon\n")
                .file("/sys/class/thermal/thermal_zone0/temp", "\n")
                .file("/sys/devices/platform/soc/soc:firmware/get_throttled", "?\n");
        Surroundings around = Surroundings.of(root);
        assertThat(around.uptime()).isEmpty();
        assertThat(around.celsius()).isEmpty();
        assertThat(around.throttled()).isEmpty();
        assertThat(around.links()).isEmpty();
    }

    @Test
    void samplesAreReadAndOtherLinesPassedOver() {
        Scrape scrape = Scrape.parse("here", "# HELP a b\na 1\nb{x=\"1 2\"} 2.5\nb{x=\"3\"} 0.5\nnonsense\nc NaNa\n");
        assertThat(scrape.of("a")).contains(1.0);
        assertThat(scrape.valuesOf("b", "x")).containsExactly("1 2", "3");
        assertThat(scrape.valuesOf("b", "y")).isEmpty();
        assertThat(scrape.sumWhere("c", "d")).isEmpty();
    }
}
