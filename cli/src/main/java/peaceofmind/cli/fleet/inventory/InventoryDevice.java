// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.inventory;

import java.util.List;
import java.util.Optional;

/**
 * A device that is expected to report.
 *
 * @param name its {@code device.name}, which is the label {@code instance} of its series
 * @param customer who it belongs to
 * @param place where it is, for the person who has to go there
 * @param groups for commands that concern a part of the fleet
 * @param contact who can help on the spot
 * @param isDrillAllowed whether faults may be caused there, to prove that it recovers
 */
public record InventoryDevice(
        String name,
        Optional<String> customer,
        Optional<String> place,
        List<String> groups,
        Optional<String> contact,
        boolean isDrillAllowed) {

    /** A device that faults are kept away from. */
    public InventoryDevice(
            String name,
            Optional<String> customer,
            Optional<String> place,
            List<String> groups,
            Optional<String> contact) {
        this(name, customer, place, groups, contact, false);
    }

    /** Whether a device of that name can have a login at a server of one's own, which is a line of htpasswd. */
    public static boolean canBeLogin(String name) {
        return !name.contains(":") && !name.startsWith("#");
    }

    /** Whether that is one of its groups, or its customer. */
    public boolean isOf(String groupOrCustomer) {
        return groups.contains(groupOrCustomer)
                || customer.filter(groupOrCustomer::equals).isPresent();
    }
}
