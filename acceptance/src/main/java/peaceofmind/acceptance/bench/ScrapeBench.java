package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;
import peaceofmind.linux.ProcessStat;

/** What one scrape of :9101 costs the agent: processor time of its process over many scrapes, less what it uses idle. */
final class ScrapeBench {

    private static final int PORT_BASE = 29_400;
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 5;
    private static final int SCRAPES = 1_000;
    private static final double MILLIS_PER_TICK = 10;

    private ScrapeBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, PORT_BASE)) {
            demo.awaitUp(Duration.ofSeconds(60));
            long agent = demo.processOf("AgentMain").orElseThrow(() -> new IOException("no agent"));
            int bytes = scrape(WARM_UP);
            double[] millis = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long before = ticks(agent);
                scrape(SCRAPES);
                millis[round] = (ticks(agent) - before) * MILLIS_PER_TICK / SCRAPES;
            }
            figures.heading(
                    "Scrape of :9101 (" + bytes + " bytes), processor of the agent, after " + WARM_UP + " scrapes");
            figures.row("processor a scrape", "ms", "original 0.44 - 0.70 ms; ours at most 0.3", millis);
        }
    }

    private static int scrape(int times) throws IOException {
        int bytes = 0;
        for (int i = 0; i < times; i++) {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + (PORT_BASE + 1) + "/metrics")
                            .toURL()
                            .openConnection();
            try (InputStream body = connection.getInputStream()) {
                bytes = body.readAllBytes().length;
            }
        }
        return bytes;
    }

    private static long ticks(long pid) throws IOException {
        return ProcessStat.read(Path.of("/proc"), pid)
                .orElseThrow(() -> new IOException("process " + pid + " is gone"))
                .cpuTicks();
    }
}
