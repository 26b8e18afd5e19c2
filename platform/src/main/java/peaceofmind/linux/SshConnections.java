// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * People who are logged in over the network: established connections of other machines to the SSH server, as {@code /proc/net/tcp} lists
 * them (proc(5)).
 */
public final class SshConnections {

    private static final int MAX_LINES = 2000;
    private static final String ESTABLISHED = "01";
    private static final String SSH_PORT = ":0016";
    private static final int BYTES_OF_WORD = 4;

    private SshConnections() {}

    /**
     * The addresses of this machine that they are connected to, one for each connection.
     *
     * @param root {@code /}, or a fixture
     */
    public static List<InetAddress> localAddresses(Path root) {
        return Stream.of("proc/net/tcp", "proc/net/tcp6")
                .flatMap(name -> lines(root.resolve(name)).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(field -> field.length >= 4 && field[3].equals(ESTABLISHED) && field[1].endsWith(SSH_PORT))
                .filter(field ->
                        address(field[2]).filter(InetAddress::isLoopbackAddress).isEmpty())
                .flatMap(field -> address(field[1]).stream())
                .toList();
    }

    private static List<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.limit(MAX_LINES).toList();
        } catch (IOException | UncheckedIOException missing) {
            return List.of();
        }
    }

    /** Words of four bytes in the order of the processor: reversed, wherever this runs. */
    private static Optional<InetAddress> address(String hexWithPort) {
        try {
            byte[] reversed = HexFormat.of().parseHex(hexWithPort.substring(0, hexWithPort.indexOf(':')));
            byte[] address = new byte[reversed.length];
            for (int i = 0; i < reversed.length; i++) {
                int word = i / BYTES_OF_WORD * BYTES_OF_WORD;
                address[word + BYTES_OF_WORD - 1 - i % BYTES_OF_WORD] = reversed[i];
            }
            return Optional.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }
}
