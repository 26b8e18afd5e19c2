// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import peaceofmind.contract.network.LayerReading;

/** What is sent to the network to see whether it works. Every call ends within {@link SocketProbes#TIMEOUT} for each address. */
interface NetworkProbes {

    /** Asks the DNS servers for a name, one after the other. */
    LayerReading dns(List<String> resolvers, String name);

    /** Connects to the addresses, side by side; one that accepts is enough. */
    LayerReading internet(List<InetSocketAddress> addresses);

    /** Whether something else responds with a certificate of its own in the place of that address. */
    boolean isIntercepted(InetSocketAddress address);

    /** Sends a datagram, so that the kernel finds out whether the neighbour is alive. */
    void poke(InetAddress gateway);
}
