// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.machine.FixtureMachine;

class HostInfoTest {

    @TempDir
    private Path root;

    @Test
    void aRaspberryPiIsReadCompletely() throws Exception {
        new FixtureMachine(root)
                .withFile("/proc/uptime", "7384.21 20000.1\n")
                .withFile("/proc/loadavg", "0.42 0.3 0.2 1/120 4711\n")
                .withFile("/sys/class/thermal/thermal_zone0/temp", "54321\n")
                .withFile("/sys/class/thermal/thermal_zone1/temp", "-40000\n")
                .withFile("/sys/devices/platform/soc/soc:firmware/get_throttled", "0x50005\n")
                .withFile("/sys/class/net/lo/operstate", "unknown\n")
                .withFile("/sys/class/net/wlan0/operstate", "up\n")
                .withFile("/sys/class/net/eth0/operstate", "down\n")
                .withFile("/sys/class/net/eth0/device/vendor", "x\n")
                .withFile("/sys/class/net/ifb0/operstate", "down\n");
        HostInfo host = HostInfo.read(root);
        assertThat(host.uptime()).contains(Duration.ofMillis(7_384_210));
        assertThat(host.load()).contains(0.42);
        assertThat(host.celsius()).contains(54.321);
        assertThat(host.throttled()).contains(0x50005);
        assertThat(host.interfaces())
                .containsExactly(
                        new HostInfo.NetworkInterface("eth0", "down"), new HostInfo.NetworkInterface("wlan0", "up"));
    }

    @Test
    void garbageIsAbsentAndNotZero() throws Exception {
        new FixtureMachine(root)
                .withFile("/proc/uptime", "soon\n")
                .withFile("/sys/class/thermal/thermal_zone0/temp", "\n")
                .withFile("/sys/devices/platform/soc/soc:firmware/get_throttled", "?\n");
        HostInfo host = HostInfo.read(root);
        assertThat(host.uptime()).isEmpty();
        assertThat(host.celsius()).isEmpty();
        assertThat(host.throttled()).isEmpty();
        assertThat(host.interfaces()).isEmpty();
    }
}
