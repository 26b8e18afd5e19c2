// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Limits how many requests one client has open at a time, so that none can occupy a server on its own. Thread-safe. */
public final class ClientLimits {

    private static final int IPV6_NETWORK_BYTES = 8;

    private final int maxPerClient;
    private final Map<String, Integer> openByClient = new HashMap<>();

    /** @param maxPerClient requests of a client at a time, at least 1 */
    public ClientLimits(int maxPerClient) {
        this.maxPerClient = maxPerClient;
    }

    /**
     * Who a request comes from: an IPv4 address, or an IPv6 network of 64 bits, of which every host has all addresses to itself.
     */
    public static String clientOf(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES), 16);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Counts a request until {@link #release}; false when this client has too many open. */
    public synchronized boolean tryAcquire(String client) {
        if (openByClient.getOrDefault(client, 0) >= maxPerClient) {
            return false;
        }
        openByClient.merge(client, 1, Integer::sum);
        return true;
    }

    /** Ends what {@link #tryAcquire} has counted. */
    public synchronized void release(String client) {
        // Clients without a request are dropped: the map must not grow with every client that ever connected.
        openByClient.computeIfPresent(client, (_, count) -> count > 1 ? count - 1 : null);
    }
}
