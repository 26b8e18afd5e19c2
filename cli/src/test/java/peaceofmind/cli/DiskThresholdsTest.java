// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import peaceofmind.alerting.AlertsConfig;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Expression;
import peaceofmind.dashboard.DashboardConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;

/** How little room is too little is said once, by the recorder's keys. */
final class DiskThresholdsTest {

    @Test
    void theDashboardAndTheAlertsFollowTheRecordersKeys() throws Exception {
        ConfigDocument document =
                parse("recorder: {refuse_below_free: 300MB, warn_below_free: 400MB, stop_below_free: 1MB}");
        TargetDevice.FullConfig all = TargetDevice.readAll(document);
        assertThat(all.dashboard().diskCriticalBelow())
                .isEqualTo(all.recorder().refuseBelowFree())
                .isEqualTo(300_000_000);
        assertThat(all.dashboard().diskWarnBelow())
                .isEqualTo(all.recorder().warnBelowFree())
                .isEqualTo(400_000_000);
        assertThat(limit(document, "DiskSpaceLow")).isEqualTo(300_000_000);
        assertThat(limit(document, "DiskSpaceShrinking")).isEqualTo(400_000_000);
    }

    @Test
    void theirOwnKeysOverrideIt() throws Exception {
        ConfigDocument document = parse("""
                recorder: {refuse_below_free: 300MB, warn_below_free: 400MB, stop_below_free: 1MB}
                dashboard: {disk_critical_below: 1GB, disk_warn_below: 2GB}
                alerts: {rules: {disk_space_low: {limit: 7}}}
                """);
        assertThat(TargetDevice.readAll(document).dashboard().diskCriticalBelow())
                .isEqualTo(1_000_000_000);
        assertThat(limit(document, "DiskSpaceLow")).isEqualTo(7);
        assertThat(limit(document, "DiskSpaceShrinking")).isEqualTo(400_000_000);
    }

    @Test
    void theDeviceIsJudgedByTheRecordersKeysWhateverColourTheTileHas() throws Exception {
        DashboardConfig dashboard = TargetDevice.readAll(parse("""
                        recorder: {refuse_below_free: 300MB, warn_below_free: 400MB, stop_below_free: 1MB}
                        dashboard: {disk_critical_below: 1GB, disk_warn_below: 2GB}
                        """)).dashboard();
        assertThat(dashboard.storage().refuseBelowBytes()).isEqualTo(300_000_000);
        assertThat(dashboard.storage().warnBelowBytes()).isEqualTo(400_000_000);
    }

    @Test
    void anUnreadableSizeIsTheRecordersMistakeAndReportedOnce() throws Exception {
        ConfigDocument document = parse("recorder: {refuse_below_free: much}");
        assertThat(limit(document, "DiskSpaceLow")).isEqualTo(5_000_000_000.0);
        assertThatThrownBy(() -> TargetDevice.readAll(parse("recorder: {refuse_below_free: much}")))
                .hasMessageContaining("recorder.refuse_below_free")
                .hasMessageNotContaining("dashboard");
    }

    @Test
    void aProcessThatReadsOnlyItsOwnSectionsDoesNotJudgeTheRecorders() throws Exception {
        ConfigDocument document = parse("recorder: {refuse_below_free: 300MB, of_a_later_version: 1}");
        DashboardConfig.read(document);
        document.check(DeviceConfig.ALL_SECTIONS);
        assertThat(limit(document, "DiskSpaceLow")).isEqualTo(300_000_000);
    }

    private static double limit(ConfigDocument document, String name) {
        AlertRule rule = AlertsConfig.read(document).rules().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return ((Expression.ValueCondition) rule.expression()).limit();
    }

    private static ConfigDocument parse(String text) throws Exception {
        return ConfigDocument.parse("peace.yaml", text);
    }
}
