package peaceofmind.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import peaceofmind.agent.AgentConfig;

/** Whether the device exposes fewer series than a free account allows for one device among many. */
final class SeriesCheck implements Check {

    /** Grafana Cloud's free tier allows 10,000 series in total. */
    private static final long MAX_SERIES = 2_500;

    private static final int SCRAPE_TIMEOUT_MILLIS = 3000;
    private static final int MAX_BYTES = 8_000_000;

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String rationale() {
        return "series beyond the limit of the account are dropped, and not the least important ones first";
    }

    @Override
    public Finding run(DoctorContext context) {
        AgentConfig agent = context.config().agent();
        long series = 0;
        int endpointsUp = 0;
        for (int port : List.of(agent.nodePort(), agent.recorderPort())) {
            OptionalLong found = scrape(agent.address(), port);
            series += found.orElse(0);
            endpointsUp += found.isPresent() ? 1 : 0;
        }
        if (endpointsUp == 0) {
            return Finding.unknown("the agent does not respond", "peace status; peace logs agent");
        }
        return series > MAX_SERIES
                ? Finding.attention(
                        series + " series are exposed, more than " + MAX_SERIES,
                        "use the default allow list of ship.metrics")
                : Finding.good(series + " series are exposed, fewer than " + MAX_SERIES);
    }

    /** Empty if nothing responds. */
    private static OptionalLong scrape(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(SCRAPE_TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(address, port), SCRAPE_TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int bodyStart = response.indexOf("\r\n\r\n");
            return OptionalLong.of(response.substring(Math.max(0, bodyStart))
                    .lines()
                    .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                    .count());
        } catch (IOException unreachable) {
            return OptionalLong.empty();
        }
    }
}
