// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {

    @Test
    void eachClientHasRequestsOfItsOwn() {
        ClientLimits limits = new ClientLimits(2);
        assertThat(limits.tryAcquire("a")).isTrue();
        assertThat(limits.tryAcquire("a")).isTrue();
        assertThat(limits.tryAcquire("a")).isFalse();
        assertThat(limits.tryAcquire("b")).isTrue();
        limits.release("a");
        assertThat(limits.tryAcquire("a")).isTrue();
    }

    @Test
    void anIpv6NetworkIsOneClient() {
        assertThat(client("2001:db8:1:2:aaaa::1"))
                .isEqualTo(client("2001:db8:1:2:bbbb::2"))
                .isNotEqualTo(client("2001:db8:1:3:aaaa::1"));
        assertThat(client("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(client("192.0.2.2"));
        assertThat(client("::1")).isNotEqualTo(client("::2"));
    }

    private static String client(String address) {
        return ClientLimits.clientOf(InetAddress.ofLiteral(address));
    }
}
