// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.foundation.log.ErrorText;

/** Probes by sockets, without any right. */
final class SocketProbes implements NetworkProbes {

    /** For each address. */
    static final Duration TIMEOUT = Duration.ofMillis(1500);

    private static final int DNS_PORT = 53;
    private static final int DISCARD_PORT = 9;
    private static final int MAX_RESPONSE_BYTES = 1500;
    private static final int MAX_CAUSES = 10;

    private final int dnsPort;
    private final SplittableRandom random = new SplittableRandom();

    SocketProbes() {
        this(DNS_PORT);
    }

    /** @param dnsPort tests have another one */
    SocketProbes(int dnsPort) {
        this.dnsPort = dnsPort;
    }

    @Override
    public LayerReading dns(List<String> resolvers, String name) {
        if (resolvers.isEmpty()) {
            return new LayerReading(LayerState.DOWN, "/etc/resolv.conf names no DNS server");
        }
        List<String> problems = new ArrayList<>();
        for (String resolver : resolvers) {
            String problem = query(resolver, name);
            if (problem.isEmpty()) {
                return new LayerReading(LayerState.UP, resolver + " resolves " + name);
            }
            problems.add(resolver + " " + problem);
        }
        return new LayerReading(LayerState.DOWN, String.join("; ", problems));
    }

    /** Why it does not resolve the name; empty if it does. */
    private String query(String resolver, String name) {
        int id = random.nextInt(1 << 16);
        byte[] query = DnsMessage.query(id, name);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            // Connected: datagrams of others are not received.
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(resolver), dnsPort));
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket response = new DatagramPacket(new byte[MAX_RESPONSE_BYTES], MAX_RESPONSE_BYTES);
            socket.receive(response);
            return DnsMessage.problem(id, response.getData(), response.getLength(), name);
        } catch (SocketTimeoutException silent) {
            return "does not respond";
        } catch (IOException | IllegalArgumentException failure) {
            return "cannot be asked: " + ErrorText.of(failure);
        }
    }

    @Override
    public LayerReading internet(List<InetSocketAddress> addresses) {
        if (addresses.isEmpty()) {
            return LayerReading.NOT_TRIED;
        }
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<String>> attempts = addresses.stream()
                    .map(address -> threads.submit(() -> connect(address)))
                    .toList();
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < addresses.size(); i++) {
                String problem = attempts.get(i).get();
                if (problem.isEmpty()) {
                    return new LayerReading(LayerState.UP, name(addresses.get(i)) + " accepts connections");
                }
                problems.add(problem);
            }
            return new LayerReading(LayerState.DOWN, String.join("; ", problems));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return LayerReading.NOT_TRIED;
        } catch (ExecutionException defect) {
            return new LayerReading(LayerState.UNKNOWN, "cannot be tried: " + ErrorText.of(defect));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Why it cannot be connected to; empty if it can. */
    private static String connect(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) TIMEOUT.toMillis());
            return "";
        } catch (IOException failure) {
            return name(address) + ": " + ErrorText.of(failure);
        }
    }

    private static String name(InetSocketAddress address) {
        return host(address) + ":" + address.getPort();
    }

    /** Addresses of the configuration are literals, and so resolved. */
    private static String host(InetSocketAddress address) {
        return Objects.requireNonNull(address.getAddress()).getHostAddress();
    }

    @Override
    public boolean isIntercepted(InetSocketAddress address) {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket plain = new Socket()) {
            plain.connect(address, (int) TIMEOUT.toMillis());
            plain.setSoTimeout((int) TIMEOUT.toMillis());
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host(address), address.getPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return false;
            }
        } catch (IOException failure) {
            return isForeignCertificate(failure);
        }
    }

    /** Not one that is not valid at this time: then this device's clock is wrong. */
    private static boolean isForeignCertificate(Throwable failure) {
        boolean isForeign = false;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof CertificateNotYetValidException || cause instanceof CertificateExpiredException) {
                return false;
            }
            isForeign |= cause instanceof CertificateException;
            cause = cause.getCause();
        }
        return isForeign;
    }

    @Override
    public void poke(InetAddress gateway) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, gateway, DISCARD_PORT));
        } catch (IOException unreachable) {
            // The table of neighbours shows it.
        }
    }
}
