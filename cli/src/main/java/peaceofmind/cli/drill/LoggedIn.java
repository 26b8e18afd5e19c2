// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.cli.machine.Machine;
import peaceofmind.linux.SshConnections;

/**
 * Who is logged in over a link. One whose connection belongs to another interface of the hardware is not; all others are: one over a
 * tunnel, such as Tailscale's, goes over the link, too.
 *
 * @param interfaceOf the name of the interface that has an address; empty if none has
 */
record LoggedIn(Machine machine, Function<InetAddress, Optional<String>> interfaceOf) {

    /** The number of SSH connections. */
    long over(String link) {
        return SshConnections.localAddresses(machine.root()).stream()
                .filter(address -> interfaceOf
                        .apply(address)
                        .filter(name -> !name.equals(link) && isHardware(name))
                        .isEmpty())
                .count();
    }

    private boolean isHardware(String name) {
        return Files.exists(machine.path("/sys/class/net/" + name + "/device"));
    }

    /** As the kernel of this machine has it. */
    static Optional<String> ofKernel(InetAddress address) {
        try {
            return Optional.ofNullable(NetworkInterface.getByInetAddress(address))
                    .map(NetworkInterface::getName);
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }
}
