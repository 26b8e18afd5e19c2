// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

class NetworkTextTest {

    private static JsonObject json(String text) throws JsonException {
        return Json.parseObject(text.replace('\'', '"'));
    }

    @Test
    void aFaultIsNamedWithItsCauseAndEveryLayer() throws JsonException {
        JsonObject agent = json("""
                {'fault':'provider','failing':'internet','sentence':'The router responds and the internet does not.',
                 'next_step':'Call the provider.','reading':{'internet':{'state':'down','seen':'1.1.1.1:443: timed out'}}}""");
        JsonObject watchdog = json("""
                {'repair':true,'repairs_left_today':11,'not_now_because':'somebody is logged in over the network',
                 'rungs':[{'rung':'reload','link':'wlan0','result':'no_effect','seconds_ago':120}]}""");
        assertThat(new NetworkText(agent, Optional.of(watchdog), "").lines())
                .startsWith(
                        "The router responds and the internet does not.", "  Cause: provider", "  Call the provider.")
                .contains(
                        "  internet    down       1.1.1.1:443: timed out",
                        "  dns         not tried",
                        "  repairs     on, 11 left today",
                        "              waiting: somebody is logged in over the network",
                        "              reload of wlan0: no effect, 2 min 00 s ago");
    }

    @Test
    void aNetworkThatWorksTakesOneSentence() throws JsonException {
        assertThat(new NetworkText(json("{'fault':'none','sentence':''}"), Optional.of(json("{}")), "").lines())
                .startsWith("Nothing fails.")
                .contains("  repairs     off (network.repair)");
    }

    @Test
    void aWatchdogThatDoesNotRespondIsNamed() throws JsonException {
        assertThat(new NetworkText(json("{}"), Optional.empty(), "the watchdog is not running").lines())
                .contains("  repairs     not known: the watchdog is not running");
    }
}
