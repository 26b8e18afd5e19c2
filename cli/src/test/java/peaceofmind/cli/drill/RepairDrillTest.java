// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.drill.DrillResult.DrillVerdict;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The renewal of a lease as a drill: what counts as proved, and what is undone. */
class RepairDrillTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String ROUTES = "Iface\tDestination\tGateway\neth0\t00000000\t0102A8C0\n";

    @TempDir
    private Path folder;

    private final FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ZERO);
    private final FakeLink link = new FakeLink();

    /** A link whose lease is a new one some time after the request, or never. */
    private final class FakeLink implements LinkUnderTest {

        final List<String> reports = new ArrayList<>();
        Optional<String> lease = Optional.of("first");
        Optional<Duration> renewedAfter = Optional.of(Duration.ofSeconds(3));
        String status = "executed";
        boolean isRouted = true;
        boolean losesRoute;
        Optional<String> refusal = Optional.empty();
        private long renewedAt = Long.MAX_VALUE;

        @Override
        public String name() {
            return "eth0";
        }

        @Override
        public Optional<String> lease() {
            return device.clock.nanoTime() >= renewedAt ? Optional.of("second") : lease;
        }

        @Override
        public boolean isRouted() {
            return isRouted;
        }

        @Override
        public RungReply renew() throws ControlException {
            if (refusal.isPresent()) {
                throw new ControlException(ControlException.Kind.REFUSED, refusal.get());
            }
            renewedAt = renewedAfter
                    .map(after -> device.clock.nanoTime() + after.toNanos())
                    .orElse(Long.MAX_VALUE);
            isRouted = !losesRoute;
            return new RungReply(status, "what systemd said");
        }

        @Override
        public void report(String text) {
            reports.add(text);
        }
    }

    private DrillResult run() throws Exception {
        return new RepairDrill(device, LIMIT).run(link);
    }

    @Test
    void aNewerLeaseOfALinkThatStillLeadsOutPasses() throws Exception {
        DrillResult result = run();
        assertThat(result.verdict()).isEqualTo(DrillVerdict.PASSED);
        assertThat(result.recoveryTime().orElseThrow()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(link.reports)
                .containsExactly("drill renew of eth0: passed: the watchdog had the lease of eth0 renewed");
        assertThat(device.actions)
                .as("nothing but the undo, which connects only a link that leads nowhere")
                .containsExactly("in 240 s: ip -4 route show default dev eth0 | grep -q . || systemctl start"
                        + " peace-network-reconnect@eth0.service");
    }

    @Test
    void aRequestThatIsAcceptedAndChangesNothingFails() throws Exception {
        link.renewedAfter = Optional.empty();
        DrillResult result = run();
        assertThat(result.verdict()).isEqualTo(DrillVerdict.FAILED);
        assertThat(result.message()).contains("still the same one");
        assertThat(link.reports).singleElement().asString().startsWith("drill renew of eth0: failed");
    }

    @Test
    void aRouteThatIsLostIsRestoredAtOnce() throws Exception {
        link.losesRoute = true;
        DrillResult result = run();
        assertThat(result.verdict()).isEqualTo(DrillVerdict.FAILED);
        assertThat(result.message()).contains("connected again");
        assertThat(device.actions).endsWith("systemctl start peace-network-reconnect@eth0.service");
    }

    @Test
    void aUnitThatFailsIsAFailureAndOneThatCannotIsNone() throws Exception {
        link.status = "failed";
        assertThat(run().verdict()).isEqualTo(DrillVerdict.FAILED);
        link.status = "impossible";
        assertThat(run().verdict()).isEqualTo(DrillVerdict.NOT_APPLICABLE);
    }

    @Test
    void withoutALeaseARouteOrTheWatchdogsConsentNothingIsTried() throws Exception {
        link.refusal = Optional.of("a repair is running: try again in two minutes");
        DrillResult refused = run();
        assertThat(refused.verdict()).isEqualTo(DrillVerdict.NOT_TRIED);
        assertThat(refused.message()).contains("a repair is running");
        device.actions.clear();
        link.isRouted = false;
        assertThat(run().verdict()).isEqualTo(DrillVerdict.NOT_TRIED);
        link.lease = Optional.empty();
        DrillResult fixed = run();
        assertThat(fixed.verdict()).isEqualTo(DrillVerdict.NOT_APPLICABLE);
        assertThat(fixed.message()).contains("its address is fixed");
        assertThat(device.actions).isEmpty();
    }

    @Test
    void aLeaseIsNewerWhenItsFileIs() throws Exception {
        FixtureMachine machine = new FixtureMachine(folder.resolve("root"))
                .withFile("/proc/net/route", ROUTES)
                .withFile("/sys/class/net/eth0/ifindex", "2\n");
        List<String> requests = new ArrayList<>();
        JsonObject reply = Json.object()
                .put("status", "executed")
                .put("detail", "done")
                .put("message", "noted")
                .build();
        Path socket = folder.resolve("watchdog.sock");
        StringWriter warnings = new StringWriter();
        LiveLink live = new LiveLink(machine, "eth0", socket, new PrintWriter(warnings, true));
        assertThat(live.isRouted()).isTrue();
        assertThat(live.lease()).isEmpty();
        for (String file : List.of("/var/lib/dhcpcd/eth0.lease", "/run/systemd/netif/leases/2")) {
            Optional<String> before = live.lease();
            machine.withFile(file, "ADDRESS=192.0.2.5\n");
            Files.setLastModifiedTime(machine.path(file), FileTime.from(Instant.parse("2026-11-25T08:00:00Z")));
            Optional<String> first = live.lease();
            assertThat(first).as(file).isPresent().isNotEqualTo(before);
            Files.setLastModifiedTime(machine.path(file), FileTime.from(Instant.parse("2026-11-25T08:00:01Z")));
            assertThat(live.lease()).as(file).isNotEqualTo(first);
            Files.delete(machine.path(file));
        }
        machine.withFile("/var/lib/dhcpcd/eth01.lease", "of another interface");
        assertThat(live.lease()).isEmpty();
        try (ControlServer _ = ControlServer.listen(socket, "rw-------", (request, _) -> {
            requests.add(request.toJson());
            return reply;
        })) {
            assertThat(live.renew()).isEqualTo(new LinkUnderTest.RungReply("executed", "done"));
            live.report("passed");
        }
        assertThat(requests)
                .containsExactly(
                        "{\"command\":\"network_drill\",\"link\":\"eth0\"}",
                        "{\"command\":\"note\",\"service\":\"network\",\"text\":\"passed\"}");
        live.report("passed");
        assertThat(warnings.toString()).contains("not in the watchdog's journal");
    }

    @Test
    void thoseWhoAreLoggedInOverAnotherInterfaceOfTheHardwareDoNotCount() throws Exception {
        FixtureMachine machine = new FixtureMachine(folder)
                .withFolder("/sys/class/net/eth0/device")
                .withFolder("/sys/class/net/eth1/device")
                .withFolder("/sys/class/net/tailscale0")
                .withFile("/proc/net/tcp", """
                          sl  local_address rem_address   st tx_queue
                           1: 0501A8C0:0016 0901A8C0:D431 01 00000000:00000000
                           2: 0502A8C0:0016 0902A8C0:D431 01 00000000:00000000
                           3: 0A004064:0016 0B004064:D431 01 00000000:00000000
                           4: 0501A8C0:0016 0901A8C0:D431 06 00000000:00000000
                        """)
                .withFile("/proc/net/tcp6", """
                          sl  local_address rem_address   st tx_queue
                           1: 0000000000000000FFFF00000501A8C0:0016 0000000000000000FFFF00000901A8C0:D431 01 00000000:00000000
                           2: 00000000000000000000000001000000:0016 00000000000000000000000001000000:D431 01 00000000:00000000
                        """);
        Map<String, String> interfaces =
                Map.of("192.168.1.5", "eth0", "192.168.2.5", "eth1", "100.64.0.10", "tailscale0");
        LoggedIn loggedIn =
                new LoggedIn(machine, address -> Optional.ofNullable(interfaces.get(address.getHostAddress())));
        assertThat(loggedIn.over("eth0")).as("two of its own, and the tunnel's").isEqualTo(3);
        assertThat(loggedIn.over("eth1")).isEqualTo(2);
    }
}
