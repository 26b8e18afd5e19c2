// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

class UploadFamiliesTest {

    private static Map<String, List<Sample>> families(String heartbeat) throws Exception {
        return UploadFamilies.of(Json.parseObject(heartbeat)).stream()
                .collect(Collectors.toMap(Family::name, Family::samples));
    }

    @Test
    void eachTargetIsALabel() throws Exception {
        Map<String, List<Sample>> families = families("""
                {"upload_target_up":false,"uploads":[
                 {"target":"nas","up":true},
                 {"target":"youtube","up":false,"waits_until":"2026-11-25T08:00:00Z","file":"a.mp4","sent_bytes":5,"total_bytes":10,
                  "bytes_per_second":2,"left_seconds":3,"login_expires_at":"2026-11-25T08:00:00Z"}]}""");
        Map<String, String> youTube = Map.of("target", "youtube");
        assertThat(families.get("recorder_upload_target_up")).containsExactly(new Sample(Map.of(), 0));
        assertThat(families.get("recorder_upload_targets_up"))
                .containsExactly(new Sample(Map.of("target", "nas"), 1), new Sample(youTube, 0));
        assertThat(families.get("recorder_upload_sent_bytes")).containsExactly(new Sample(youTube, 5));
        assertThat(families.get("recorder_upload_size_bytes")).containsExactly(new Sample(youTube, 10));
        assertThat(families.get("recorder_upload_bytes_per_second")).containsExactly(new Sample(youTube, 2));
        assertThat(families.get("recorder_upload_left_seconds")).containsExactly(new Sample(youTube, 3));
        assertThat(families.get("recorder_upload_waits_until_timestamp_seconds"))
                .isEqualTo(families.get("recorder_upload_login_expiry_timestamp_seconds"))
                .containsExactly(new Sample(youTube, 1_795_593_600));
    }

    @Test
    void whatAnotherProgramWritesThereIsNoSample() throws Exception {
        assertThat(families("{\"uploads\":\"none\"}")).isEmpty();
        assertThat(
                        families(
                                "{\"uploads\":[1,{\"target\":\"a b\",\"up\":true},{\"up\":true},{\"target\":\"c\",\"waits_until\":\"soon\"}]}"))
                .isEmpty();
        StringBuilder uploads = new StringBuilder();
        for (int n = 0; n < 1000; n++) {
            uploads.append("{\"target\":\"t").append(n).append("\",\"up\":true},");
        }
        assertThat(families("{\"uploads\":[" + uploads + "{}]}").get("recorder_upload_targets_up"))
                .hasSize(20);
    }
}
