package peaceofmind.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import peaceofmind.agent.AgentConfig;

/** Whether the device has fewer series than a free account takes for one device among many. */
final class SeriesCheck implements Check {

    /** Grafana Cloud's free tier takes 10,000 series in all. */
    private static final long BUDGET = 2_500;

    private static final int LIMIT_MILLIS = 3000;
    private static final int MAX_BYTES = 8_000_000;

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String why() {
        return "what goes beyond the account's limit is dropped by the other side, and not the least important first";
    }

    @Override
    public Finding look(Patient patient) {
        AgentConfig agent = patient.config().agent();
        long series = 0;
        int answered = 0;
        for (int port : List.of(agent.nodePort(), agent.recorderPort())) {
            OptionalLong found = scrape(agent.address(), port);
            series += found.orElse(0);
            answered += found.isPresent() ? 1 : 0;
        }
        if (answered == 0) {
            return Finding.cannotTell("the agent does not answer", "peace status; peace logs agent");
        }
        return series > BUDGET
                ? Finding.attention(
                        series + " series are exposed, more than " + BUDGET,
                        "keep ship's allow-list as it is delivered")
                : Finding.good(series + " series are exposed, " + BUDGET + " would be many");
    }

    /** Empty where nobody answers. */
    private static OptionalLong scrape(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(address, port), LIMIT_MILLIS);
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.0\r\nHost: " + address + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            return OptionalLong.of(answer.substring(Math.max(0, body))
                    .lines()
                    .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                    .count());
        } catch (IOException down) {
            return OptionalLong.empty();
        }
    }
}
