// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProblemLabelTest {

    @Test
    void timesSizesAndTheReceiversNumbersAreLeftOut() {
        assertThat(ProblemLabel.of(
                        "this device's clock is wrong: it shows 2026-11-25 09:00:00 +01:00, the receiver's shows"
                                + " 2016-11-25 09:00:01 +01:00; metrics are kept on the device until it is set"))
                .isEqualTo("this device's clock is wrong: it shows …, the receiver's shows …; metrics are kept on the"
                        + " device until it is set");
        assertThat(ProblemLabel.of("the certificate of home has expired on 2026-11-25T09:00:00.123Z"))
                .isEqualTo("the certificate of home has expired on …");
        assertThat(ProblemLabel.of("the connection ended after 1437 bytes of 2.5 MiB"))
                .isEqualTo("the connection ended after … bytes of … MiB");
        assertThat(ProblemLabel.of(
                        "mimir limits the request rate (429): limit 1500 while adding 1,437 samples, trace 7f3a-99b1"))
                .isEqualTo("mimir limits the request rate (429): limit … while adding … samples, trace …");
    }

    @Test
    void whatIsConfiguredStays() {
        for (String reason : new String[] {
            "cannot connect to 10.0.0.7:9090 (Connection refused)",
            "gym-7.example did not respond within 30 s",
            "10.0.0.7 rejected user 123456 or the password in /etc/peace/grafana2.password (401)",
            "http://10.0.0.7:9090/wirte does not seem to be the right URL: it returned 404"
        }) {
            assertThat(ProblemLabel.of(reason)).isEqualTo(reason);
        }
    }
}
