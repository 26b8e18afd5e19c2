// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.util.Optional;
import peaceofmind.foundation.control.ControlException;

/** The network interface whose repair a drill proves. */
interface LinkUnderTest {

    /** As the kernel calls it. */
    String name();

    /** Differs after each renewal of its DHCP lease; empty if none is known. */
    Optional<String> lease();

    /** Whether a default route leads over it. */
    boolean isRouted();

    /**
     * Has the watchdog execute the rung, by the unit that it would use in an outage.
     *
     * @throws ControlException why it does not
     */
    RungReply renew() throws ControlException;

    /**
     * What the watchdog replied.
     *
     * @param status {@code executed}, {@code failed} or {@code impossible}
     */
    record RungReply(String status, String detail) {}

    /** Records what came of it in the watchdog's journal. */
    void report(String text);
}
