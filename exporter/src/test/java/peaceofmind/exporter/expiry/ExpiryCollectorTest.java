// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.metrics.collect.Collector.Collected;
import peaceofmind.testkit.TestCertificate;

class ExpiryCollectorTest {

    @TempDir
    private Path folder;

    @Test
    void theEarliestExpiryOfCertificatesIsReportedWhereverTheyAreStored() throws Exception {
        TestCertificate early = TestCertificate.create("early", 10, folder);
        TestCertificate late = TestCertificate.create("late", 100, folder);
        Path both = Files.writeString(
                folder.resolve("both.pem"), Files.readString(late.pem()) + Files.readString(early.pem()));
        Path password = Files.writeString(folder.resolve("password"), TestCertificate.PASSWORD + "\n");
        Collected collected = collect(
                new ExpiryItem("authorities", new ExpiryItem.Certificates(both)),
                new ExpiryItem("page", new ExpiryItem.Keystore(late.keystore(), Optional.of(password))));
        assertThat(collected.problem()).isEmpty();
        assertThat(days(collected, "authorities")).isEqualTo(10, within(0.1));
        assertThat(days(collected, "page")).isEqualTo(100, within(0.1));
    }

    private static Collected collect(ExpiryItem... items) {
        ExpiryCollector collector = new ExpiryCollector(List.of(items), System::nanoTime, Runnable::run);
        return collector.collect();
    }

    private static double days(Collected collected, String name) {
        return collected.families().getFirst().samples().stream()
                .filter(sample -> sample.labels().equals(Map.of("what", name)))
                .mapToDouble(sample -> (sample.value() - Instant.now().getEpochSecond()) / 86_400)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyATokenWithAnExpiryHasASeries() throws Exception {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"exp\":1800000000}".getBytes(StandardCharsets.UTF_8));
        Path jwt = Files.writeString(folder.resolve("jwt"), "eyJh." + claims + ".c2ln\n");
        Path plain = Files.writeString(folder.resolve("plain"), "glsa_abc\n");
        Collected collected = collect(
                new ExpiryItem("jwt", new ExpiryItem.Token(jwt)), new ExpiryItem("plain", new ExpiryItem.Token(plain)));
        assertThat(collected.problem()).isEmpty();
        assertThat(collected.families().getFirst().samples()).singleElement().satisfies(sample -> {
            assertThat(sample.labels()).isEqualTo(Map.of("what", "jwt"));
            assertThat(sample.value()).isEqualTo(1_800_000_000);
        });
    }

    @Test
    void anUnreadableFileIsReportedAndDoesNotAffectTheOthers() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nxyz\n");
        Instant expiry = Instant.now().plus(Duration.ofDays(3));
        Collected collected = collect(
                new ExpiryItem("broken", new ExpiryItem.Certificates(broken)),
                new ExpiryItem("known", new ExpiryItem.Configured(expiry)));
        assertThat(collected.problem().orElseThrow()).contains("broken", "broken.pem");
        assertThat(days(collected, "known")).isEqualTo(3, within(0.1));
    }

    @Test
    void expiryDatesCanBeConfigured() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "agent: {expires: {youtube: 2027-03-01}}");
        assertThat(ExpiryConfig.read(document).items())
                .containsExactly(
                        new ExpiryItem("youtube", new ExpiryItem.Configured(Instant.parse("2027-03-01T00:00:00Z"))));
        ConfigDocument wrong = ConfigDocument.parse("test", "agent: {expires: {youtube: soon}}");
        ExpiryConfig.read(wrong);
        assertThatThrownBy(() -> wrong.check(java.util.Set.of("agent")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("2027-03-01");
    }
}
