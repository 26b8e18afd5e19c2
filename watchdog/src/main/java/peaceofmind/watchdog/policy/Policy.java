package peaceofmind.watchdog.policy;

import java.util.List;

/**
 * Everything that is configured about decisions.
 *
 * @param dryRun decide and write down, but do nothing
 */
public record Policy(DevicePolicy device, List<ServicePolicy> services, boolean dryRun) {

    public Policy {
        services = List.copyOf(services);
    }
}
