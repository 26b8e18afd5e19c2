package peaceofmind.agent;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A way in which our {@code :9100} differs from node_exporter's on purpose. An entry that fits nothing any more fails the comparison,
 * unless it says that it depends on the machine.
 *
 * @param side whose series these are
 * @param series a pattern that a whole series fits, as {@code Series} writes it
 * @param onEveryMachine whether it must show on every machine; otherwise only on those with such hardware or such a system
 */
record NodeExporterDifference(Side side, Pattern series, boolean onEveryMachine, String reason) {

    enum Side {
        ONLY_THEIRS,
        ONLY_OURS,
        VALUE
    }

    private static final String UNUSED_SOURCE =
            "a source that neither the alerts nor the panels use: its series would only cost";

    private static NodeExporterDifference theirs(String series, String reason) {
        return new NodeExporterDifference(Side.ONLY_THEIRS, Pattern.compile(series), true, reason);
    }

    private static NodeExporterDifference theirsOnSomeMachines(String series, String reason) {
        return new NodeExporterDifference(Side.ONLY_THEIRS, Pattern.compile(series), false, reason);
    }

    private static NodeExporterDifference ours(String series, boolean everywhere, String reason) {
        return new NodeExporterDifference(Side.ONLY_OURS, Pattern.compile(series), everywhere, reason);
    }

    /** All of them. */
    static final List<NodeExporterDifference> ALL = List.of(
            theirs("node_exporter_build_info\\{.*", "it tells the version of node_exporter; ours is peace_build_info"),
            theirs("(go|promhttp)_.*", "about the Go program itself; ours is at :9101"),
            theirs("process_.*", "about its own process; ours is at :9101"),
            theirs("node_netstat_.*", UNUSED_SOURCE),
            theirs("node_entropy_.*", UNUSED_SOURCE),
            theirs("node_softnet_.*", UNUSED_SOURCE),
            theirs("node_textfile_scrape_error", "there is no such collector"),
            theirsOnSomeMachines(
                    "node_(arp|nf_conntrack|udp_queues|schedstat|selinux|nvme|edac|mdadm|xfs|btrfs|zfs|rapl)[_{].*",
                    UNUSED_SOURCE),
            theirsOnSomeMachines("node_(bonding|power_supply|infiniband|fibrechannel|nfs|nfsd|ipvs|tape)_.*", UNUSED_SOURCE),
            theirsOnSomeMachines("node_disk_(ata|device_mapper|filesystem)_.*", UNUSED_SOURCE),
            theirsOnSomeMachines("node_cpu_(core|package)_throttles_total\\{.*", "of PCs only"),
            theirsOnSomeMachines(
                    "node_network_speed_bytes\\{.*",
                    "-125000 stands for a speed that is not known: absent data is an absent series"),
            theirs(
                    "node_scrape_collector_(success|duration_seconds)\\{.*",
                    "a collector of theirs that we have not, or under another name"),
            theirsOnSomeMachines("node_systemd_.*", "we tell the units that matter and failed ones, not each of hundreds"),
            ours(
                    "node_scrape_collector_(success|duration_seconds)\\{.*",
                    true,
                    "a collector of ours that they have not"),
            ours("node_watchdog_.*", false, "newer than the version compared with"),
            ours("node_systemd_.*", false, "theirs tells it only with a flag, or needs a bus that is not there"),
            ours("(peace|rpi)_.*", true, "what node_exporter does not tell: docs/metrics.md"),
            new NodeExporterDifference(
                    Side.VALUE,
                    Pattern.compile("node_scrape_collector_success\\{.*"),
                    true,
                    "a machine without such hardware is no failure: theirs says 0 where there is nothing to tell"));
}
