// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.policy.NetworkHistory.RungResult;
import peaceofmind.watchdog.policy.NetworkLadder;
import peaceofmind.watchdog.simulation.SimulatedNetwork.NetworkEvent;

/**
 * The ladder's invariants hold in a thousand days of random faults. {@code -Dnetwork.seed=N} repeats one device's run; {@code
 * -Dnetwork.devices=N} sets the number of devices.
 */
final class NetworkSimulationTest {

    private static final int DAYS = 10;

    @Test
    void noFalseRepairInAThousandDaysOfRandomFaults() {
        long seed = Long.getLong("network.seed", -1);
        if (seed >= 0) {
            NetworkSimulation.of(seed, NetworkLadder::decide).run(DAYS);
            return;
        }
        List<NetworkSimulation> devices = LongStream.range(0, Long.getLong("network.devices", 100))
                .mapToObj(NetworkSimulationTest::runDevice)
                .toList();
        Map<NetworkEvent, Integer> events = new EnumMap<>(NetworkEvent.class);
        devices.forEach(
                device -> device.network.happened.forEach((event, count) -> events.merge(event, count, Integer::sum)));
        assertThat(events.keySet()).containsExactlyInAnyOrder(NetworkEvent.values());
        for (RungResult result : List.of(
                RungResult.HELPED,
                RungResult.NO_EFFECT,
                RungResult.FAILED,
                RungResult.IMPOSSIBLE,
                RungResult.INTERRUPTED)) {
            int count =
                    devices.stream().mapToInt(device -> device.count(result)).sum();
            System.out.println("network simulation: " + result.word() + " " + count);
            assertThat(count).as(result.word()).isPositive();
        }
        for (String name : List.of(
                "ordered reboots", "reboot/helped", "reboot/no_effect", "reboot/failed", "power-cycle/helped")) {
            assertThat(sum(devices, name)).as(name).isPositive();
        }
    }

    private static int sum(List<NetworkSimulation> devices, String name) {
        int sum = devices.stream()
                .mapToInt(device -> device.results.getOrDefault(name, 0))
                .sum();
        System.out.println("network simulation: " + name + " " + sum);
        return sum;
    }

    private static NetworkSimulation runDevice(long seed) {
        NetworkSimulation device = NetworkSimulation.of(seed, NetworkLadder::decide);
        try {
            device.run(DAYS);
        } catch (NetworkViolation violation) {
            throw new AssertionError("replay with -Dnetwork.seed=" + seed, violation);
        }
        return device;
    }
}
