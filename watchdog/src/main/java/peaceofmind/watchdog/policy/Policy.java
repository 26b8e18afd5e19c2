// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.List;

/**
 * The configuration of decisions.
 *
 * @param dryRun only record decisions, execute none
 */
public record Policy(DevicePolicy device, List<ServicePolicy> services, boolean dryRun) {

    public Policy {
        services = List.copyOf(services);
    }
}
