// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.util.List;
import java.util.regex.Pattern;

/**
 * An intended difference between our {@code :9100} and node_exporter. An entry that no longer matches anything fails the comparison,
 * unless it depends on the machine.
 *
 * @param side where the series exist, or that their values differ
 * @param series a pattern that matches a whole series, as {@code Series} writes it
 * @param onEveryMachine whether it must occur on every machine, not only on some hardware or systems
 */
record NodeExporterDifference(Side side, Pattern series, boolean onEveryMachine, String reason) {

    enum Side {
        ONLY_THEIRS,
        ONLY_OURS,
        VALUE
    }

    private static final String UNUSED_SOURCE =
            "neither alerts nor panels use this source, so its series would only cost resources";

    private static NodeExporterDifference theirs(String series, String reason) {
        return new NodeExporterDifference(Side.ONLY_THEIRS, Pattern.compile(series), true, reason);
    }

    private static NodeExporterDifference theirsOnSomeMachines(String series, String reason) {
        return new NodeExporterDifference(Side.ONLY_THEIRS, Pattern.compile(series), false, reason);
    }

    private static NodeExporterDifference ours(String series, boolean everywhere, String reason) {
        return new NodeExporterDifference(Side.ONLY_OURS, Pattern.compile(series), everywhere, reason);
    }

    /** All intended differences. */
    static final List<NodeExporterDifference> ALL = List.of(
            theirs("node_exporter_build_info\\{.*", "the version of node_exporter; ours is peace_build_info"),
            theirs("(go|promhttp)_.*", "metrics of the Go program itself; ours are at :9101"),
            theirs("process_.*", "metrics of its own process; ours are at :9101"),
            theirs("node_netstat_.*", UNUSED_SOURCE),
            theirs("node_entropy_.*", UNUSED_SOURCE),
            theirs("node_softnet_.*", UNUSED_SOURCE),
            theirs("node_textfile_scrape_error", "we have no such collector"),
            theirsOnSomeMachines(
                    "node_(arp|nf_conntrack|udp_queues|schedstat|selinux|nvme|edac|mdadm|xfs|btrfs|zfs|rapl)[_{].*",
                    UNUSED_SOURCE),
            theirsOnSomeMachines(
                    "node_(bonding|power_supply|infiniband|fibrechannel|nfs|nfsd|ipvs|tape)_.*", UNUSED_SOURCE),
            theirsOnSomeMachines("node_disk_(ata|device_mapper|filesystem)_.*", UNUSED_SOURCE),
            theirsOnSomeMachines("node_cpu_(core|package)_throttles_total\\{.*", "only on PCs"),
            theirsOnSomeMachines(
                    "node_network_speed_bytes\\{.*", "theirs is -125000 when the speed is unknown; ours is absent"),
            theirs(
                    "node_scrape_collector_(success|duration_seconds)\\{.*",
                    "a collector that we do not have, or under another name"),
            theirsOnSomeMachines("node_systemd_.*", "we expose relevant and failed units only, not each of hundreds"),
            ours("node_scrape_collector_(success|duration_seconds)\\{.*", true, "a collector that they do not have"),
            ours("node_watchdog_.*", false, "newer than the version of this comparison"),
            ours("node_systemd_.*", false, "theirs requires a flag, or a bus that is missing here"),
            ours("(peace|rpi)_.*", true, "metrics that node_exporter does not have: docs/metrics.md"),
            new NodeExporterDifference(
                    Side.VALUE,
                    Pattern.compile("node_scrape_collector_success\\{.*"),
                    true,
                    "missing hardware is not a failure; theirs is 0 when there is no data"));
}
