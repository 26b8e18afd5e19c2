// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtspRedirectTest {

    private static final String SECRET = "rtsp://admin:s3cret@10.0.0.7/live";

    /** A line is the socket of one side: local address, remote address, …, the user in column 8. */
    private static final List<String> TABLE = List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:9C40 0100007F:D431 01 00000000:00000000 00:00000000 00000000   997        0 1 1 0",
            "   1: 0100007F:D431 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0",
            "malformed");

    @Test
    void aProgramOfTheSameUserIsRedirectedOnce() throws Exception {
        try (RtspRedirect redirect = RtspRedirect.start(SECRET, Duration.ofMinutes(1))) {
            assertThat(redirect.url()).startsWith("rtsp://127.0.0.1:").doesNotContain("s3cret");
            assertThat(request(redirect, "OPTIONS * RTSP/1.0\r\nCSeq: 7\r\n\r\n"))
                    .isEqualTo("RTSP/1.0 302 Found\r\nCSeq: 7\r\nLocation: " + SECRET + "\r\n\r\n");
            assertThat(request(redirect, "OPTIONS * RTSP/1.0\r\nCSeq: 8\r\n\r\n"))
                    .isEmpty();
        }
    }

    @Test
    void aConnectionWithoutARequestIsNoReasonNotToServeTheNextOne() throws Exception {
        try (RtspRedirect redirect = RtspRedirect.start(SECRET, Duration.ofMinutes(1))) {
            open(redirect).close();
            assertThat(request(redirect, "x".repeat(20_000))).isEmpty();
            assertThat(request(redirect, "OPTIONS * RTSP/1.0\r\n\r\n")).contains("302 Found");
        }
    }

    @Test
    void theUserOfTheOtherSideIsKnownFromTheKernelsTable() {
        assertThat(RtspRedirect.peerUser(TABLE, 0xD431, 0x9C40)).isEqualTo(1000);
        assertThat(RtspRedirect.peerUser(TABLE, 0x9C40, 0xD431)).isEqualTo(997);
        assertThat(RtspRedirect.peerUser(TABLE, 0xD432, 0x9C40)).isEqualTo(-1);
    }

    @Test
    void messagesShowTheCamerasAddressInsteadOfOurs() {
        assertThat(RtspRedirect.restore("rtsp://127.0.0.1:40123/camera: Invalid data", "rtsp://10.0.0.7/$1"))
                .isEqualTo("rtsp://10.0.0.7/$1: Invalid data");
    }

    @Test
    void anAddressThatWouldBecomeASecondHeaderIsRefused() {
        assertThatThrownBy(() -> RtspRedirect.start("rtsp://h/\r\nX: y", Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class);
    }

    private static Socket open(RtspRedirect redirect) throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), URI.create(redirect.url()).getPort());
    }

    private static String request(RtspRedirect redirect, String text) throws IOException {
        try (Socket socket = open(redirect)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }
}
