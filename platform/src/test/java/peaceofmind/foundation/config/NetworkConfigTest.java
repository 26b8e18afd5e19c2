// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkConfigTest {

    private static ConfigDocument parse(String text) throws ConfigException {
        return ConfigDocument.parse("test", text);
    }

    @Test
    void byDefaultTheNetworkIsDiagnosedAndNotRepaired() throws Exception {
        NetworkConfig config = NetworkConfig.read(parse("device: {name: gym}"));
        assertThat(config.diagnose()).isTrue();
        assertThat(config.repair()).isFalse();
        assertThat(config.internet()).hasSize(2);
        assertThat(config.dnsName()).isEqualTo("example.com");
    }

    @Test
    void addressesAreLiteralsOfBothFamilies() throws Exception {
        NetworkConfig config = NetworkConfig.read(
                parse("network: {repair: true, internet: [\"192.0.2.1:443\", \"[2001:db8::1]:53\"]}"));
        assertThat(config.repair()).isTrue();
        assertThat(config.internet()).extracting(address -> address.getPort()).containsExactly(443, 53);
        assertThat(NetworkConfig.read(parse("network: {internet: []}")).internet())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "internet: [\"one.one.one.one:443\"],not an IP address",
        "internet: [\"999.1.1.1:443\"],not an IP address",
        "internet: [\"192.0.2.1\"],not an IP address",
        "internet: [\"192.0.2.1:70000\"],not an IP address",
        "dns_name: \"-x.example\",not a host name",
        "dns_name: \"two words\",not a host name"
    })
    void aMistakeIsNamedAndKeepsNoProcessFromStarting(String key, String message) throws Exception {
        ConfigDocument document = parse("network: {" + key + "}");
        NetworkConfig.read(document);
        assertThat(document.refusals()).anyMatch(refusal -> refusal.toString().contains(message));
        document.check(DeviceConfig.ALL_SECTIONS);
    }

    @Test
    void aPowerCycleAndARebootMustBeSwitchedOnBesideRepairs() throws Exception {
        NetworkConfig off = NetworkConfig.read(parse("network: {repair: true, reboot_after: 8h}"));
        assertThat(off.powerCycle()).isFalse();
        assertThat(off.rebootAfter()).isEmpty();
        NetworkConfig on = NetworkConfig.read(parse("network: {repair: true, reboot: true, power_cycle: true}"));
        assertThat(on.powerCycle()).isTrue();
        assertThat(on.rebootAfter()).contains(Duration.ofHours(6));
        ConfigDocument document = parse("network: {reboot: true}");
        NetworkConfig.read(document);
        assertThat(document.refusals()).anyMatch(refusal -> refusal.toString().contains("repair: true"));
    }

    @Test
    void repairsWithoutADiagnosisAreRefused() throws Exception {
        ConfigDocument document = parse("network: {diagnose: false, repair: true}");
        NetworkConfig.read(document);
        assertThat(document.refusals()).anyMatch(refusal -> refusal.toString().contains("diagnose: true"));
    }
}
