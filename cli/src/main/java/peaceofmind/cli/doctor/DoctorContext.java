// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.watchdog.config.ServiceConfig;

/**
 * What the checks examine.
 *
 * @param recorderSource what the recorder records, as configured, such as {@code v4l2:/dev/video0}
 * @param configError every mistake in the configuration; empty when it is valid. Keys with a mistake have their defaults\n *     in {@code config}
 */
record DoctorContext(
        Machine machine,
        TargetDevice.FullConfig config,
        String recorderSource,
        Optional<String> configError,
        Secrets secrets) {

    /**
     * What the configuration says about secrets, in whatever section.
     *
     * @param files named in keys that end in {@code _file}
     * @param mailServer not resolved yet; empty when none is configured
     */
    record Secrets(List<String> files, Optional<InetSocketAddress> mailServer) {
        Secrets {
            files = List.copyOf(files);
        }
    }

    /** The mail server; empty when none is configured. */
    Optional<InetSocketAddress> mailServer() {
        return secrets.mailServer();
    }

    /** The units that must run here: the watched ones, the watchdog and the agent. */
    List<String> units() {
        return Stream.concat(
                        config.watchdog().services().stream()
                                .map(ServiceConfig::unit)
                                .flatMap(Optional::stream),
                        Stream.of("recorder-watchdog.service", "recorder-agent.service"))
                .toList();
    }

    /** What only the recorder of this package needs is checked only where it is watched. */
    boolean hasPackagedRecorder() {
        return config.hasPackagedRecorder();
    }

    /** A demo supervises its own processes: none of them is a unit. */
    boolean isDemo() {
        return config.watchdog().simulatedBoot().isPresent();
    }
}
