// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/** Whose fault it is, from the bottom layer up. */
class NetworkJudgeTest {

    private static final LayerReading UP = new LayerReading(LayerState.UP, "fine");
    private static final LayerReading DOWN = new LayerReading(LayerState.DOWN, "wrong");
    private static final LayerReading NONE = LayerReading.NOT_TRIED;

    private static LinkReading link(
            boolean wireless,
            boolean receiving,
            boolean halted,
            LayerReading link,
            LayerReading address,
            LayerReading gateway) {
        return new LinkReading(
                wireless ? "wlan0" : "eth0", wireless, true, true, receiving, halted, link, address, gateway);
    }

    private static NetworkJudgement judge(LayerReading internet, LayerReading receivers, LinkReading... links) {
        return NetworkJudge.judge(
                new NetworkReading(List.of(links), internet, internet, receivers, false, Duration.ofHours(1), 0));
    }

    @Test
    void aNetworkThatWorksHasNoFault() {
        assertThat(judge(UP, UP, link(true, true, false, UP, UP, UP))).isEqualTo(NetworkJudgement.NOTHING_FAILS);
    }

    @Test
    void whatWorksAboveProvesWhatIsBelow() {
        LinkReading odd = link(true, false, true, DOWN, DOWN, DOWN);
        assertThat(judge(UP, NONE, odd).repair()).isEmpty();
        assertThat(judge(DOWN, UP, odd).repair()).isEmpty();
        assertThat(judge(UP, NONE, odd).fault()).isEqualTo(NetworkFault.NONE);
    }

    @Test
    void aCableThatIsOutIsAPersonsDeed() {
        NetworkJudgement judgement = judge(DOWN, DOWN, link(false, false, false, DOWN, DOWN, NONE));
        assertThat(judgement.fault()).isEqualTo(NetworkFault.PERSON);
        assertThat(judgement.failing()).contains(NetworkLayer.LINK);
        assertThat(judgement.repair()).isEmpty();
    }

    @Test
    void anInterfaceThatWasSetDownIsLeftAlone() {
        LinkReading down = new LinkReading("wlan0", true, true, false, false, true, DOWN, DOWN, NONE);
        NetworkJudgement judgement = judge(DOWN, DOWN, down);
        assertThat(judgement.fault()).isEqualTo(NetworkFault.PERSON);
        assertThat(judgement.repair()).isEmpty();
    }

    @Test
    void aRadioWithoutAnAccessPointIsConnectedAgainThenReloaded() {
        NetworkJudgement judgement = judge(DOWN, DOWN, link(true, false, false, DOWN, DOWN, NONE));
        assertThat(judgement.repair())
                .contains(new RepairOption(
                        "wlan0", List.of(NetworkRung.RECONNECT, NetworkRung.RELOAD, NetworkRung.POWER_CYCLE), false));
    }

    @Test
    void haltedFirmwareIsOursAndReloadedAtOnce() {
        for (LinkReading halted : List.of(
                link(true, false, true, DOWN, DOWN, NONE),
                link(true, false, true, UP, DOWN, NONE),
                link(true, false, true, UP, UP, DOWN))) {
            NetworkJudgement judgement = judge(DOWN, DOWN, halted);
            assertThat(judgement.fault()).isEqualTo(NetworkFault.OURS);
            assertThat(judgement.repair())
                    .contains(new RepairOption("wlan0", List.of(NetworkRung.RELOAD, NetworkRung.POWER_CYCLE), true));
        }
    }

    @Test
    void aLostLeaseIsRenewed() {
        NetworkJudgement judgement = judge(DOWN, DOWN, link(false, true, false, UP, DOWN, NONE));
        assertThat(judgement.failing()).contains(NetworkLayer.ADDRESS);
        assertThat(judgement.repair())
                .contains(new RepairOption(
                        "eth0", List.of(NetworkRung.RENEW, NetworkRung.RECONNECT, NetworkRung.POWER_CYCLE), false));
    }

    @Test
    void aRouterThatIsSilentWhileOthersSpeakIsTheCause() {
        NetworkJudgement judgement = judge(DOWN, DOWN, link(true, true, false, UP, UP, DOWN));
        assertThat(judgement.fault()).isEqualTo(NetworkFault.ROUTER);
        assertThat(judgement.repair()).isEmpty();
        assertThat(judge(DOWN, DOWN, link(false, false, false, UP, UP, DOWN)).fault())
                .as("a cable with a carrier does not hang")
                .isEqualTo(NetworkFault.ROUTER);
    }

    @Test
    void aRadioOverWhichNothingArrivesMayHang() {
        NetworkJudgement judgement = judge(DOWN, DOWN, link(true, false, false, UP, UP, DOWN));
        assertThat(judgement.fault()).isEqualTo(NetworkFault.UNKNOWN);
        assertThat(judgement.repair()).isPresent();
    }

    @Test
    void aRouterThatRespondsWithoutInternetIsTheProviders() {
        NetworkJudgement judgement = judge(DOWN, DOWN, link(true, true, true, UP, UP, UP));
        assertThat(judgement.fault()).isEqualTo(NetworkFault.PROVIDER);
        assertThat(judgement.repair()).isEmpty();
        assertThat(judgement.isOutage()).isTrue();
    }

    @Test
    void ofTwoLinksTheBetterOneIsJudgedSoThatNoneIsRepairedWhileAnotherWorks() {
        LinkReading broken = link(true, false, true, DOWN, DOWN, NONE);
        LinkReading works = link(false, true, false, UP, UP, UP);
        assertThat(judge(DOWN, DOWN, broken, works).repair()).isEmpty();
        assertThat(judge(DOWN, DOWN, works, broken).fault()).isEqualTo(NetworkFault.PROVIDER);
    }

    @Test
    void namesThatAreNotResolvedAreNoReasonForARepair() {
        NetworkReading reading = new NetworkReading(
                List.of(link(true, true, false, UP, UP, UP)), DOWN, UP, DOWN, false, Duration.ZERO, 0);
        NetworkJudgement judgement = NetworkJudge.judge(reading);
        assertThat(judgement.failing()).contains(NetworkLayer.DNS);
        assertThat(judgement.repair()).isEmpty();
    }

    @Test
    void receiversThatFailAloneAreNotTheNetwork() {
        NetworkJudgement judgement = judge(UP, DOWN, link(true, true, false, UP, UP, UP));
        assertThat(judgement.fault()).isEqualTo(NetworkFault.RECEIVERS);
        assertThat(judgement.isOutage()).isFalse();
    }

    @Test
    void anInterfaceThatHasDisappearedGetsItsDriverAgain() {
        LinkReading gone = new LinkReading("wlan0", false, false, false, true, false, DOWN, DOWN, NONE);
        assertThat(judge(DOWN, DOWN, gone).repair())
                .contains(new RepairOption("wlan0", List.of(NetworkRung.RELOAD), false));
    }

    @Test
    void aNameThatCouldMeanSomethingToASystemIsNeverRepaired() {
        LinkReading odd = new LinkReading("wlan0@x;y", true, true, true, false, true, DOWN, DOWN, NONE);
        assertThat(judge(DOWN, DOWN, odd).repair()).isEmpty();
        assertThat(LinkReading.isRepairableName("-wlan0")).isFalse();
        assertThat(LinkReading.isRepairableName("wlan0123456789012")).isFalse();
        assertThat(LinkReading.isRepairableName("enx00e04c680001")).isTrue();
    }

    @Test
    void aContainerWithoutHardwareIsJudgedByTheInternetAlone() {
        assertThat(judge(DOWN, NONE).fault()).isEqualTo(NetworkFault.UNKNOWN);
        assertThat(judge(NONE, NONE)).isEqualTo(NetworkJudgement.NOTHING_FAILS);
    }

    @Test
    void aReadingRoundTripsAndOneThatIsMalformedNeverSpeaksForARepair() throws JsonException {
        NetworkReading reading = new NetworkReading(
                List.of(link(true, false, true, DOWN, UP, NONE)), UP, DOWN, NONE, true, Duration.ofSeconds(61), 2);
        assertThat(NetworkReading.parse(Json.parseObject(reading.toJson().toString())))
                .isEqualTo(reading);
        for (String odd :
                List.of("{}", "{\"links\":[{\"name\":\"wlan0\"}]}", "{\"links\":[3,null,\"x\"],\"sessions\":-1}")) {
            NetworkReading parsed = NetworkReading.parse(Json.parseObject(odd));
            assertThat(NetworkJudge.judge(parsed).repair()).isEmpty();
            assertThat(parsed.sinceChange()).isZero();
        }
    }

    @Test
    void whatWasSeenIsOneLineWithoutControlCharacters() throws JsonException {
        NetworkReading reading = NetworkReading.parse(Json.parseObject(
                "{\"internet\":{\"state\":\"down\",\"seen\":\"a\\u001b[2J\\nb" + "x".repeat(1000) + "\"}}"));
        assertThat(reading.internet().seen()).hasSize(300).doesNotContain("\u001b", "\n");
    }
}
