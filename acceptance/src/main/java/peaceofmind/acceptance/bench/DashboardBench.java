package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;
import peaceofmind.acceptance.browser.Browser;
import peaceofmind.acceptance.browser.Tab;
import peaceofmind.heartbeat.json.Json;

/** How long a person with a slow phone waits for the page, what it weighs, and what an open page costs the device. */
final class DashboardBench {

    private static final int PORT_BASE = 29_700;
    private static final int VIEWS = 5;
    private static final int COST_SECONDS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FIRST_SEEN =
            "/^(?!Asking)./.test(document.getElementById('sentence')?.textContent || '')";

    private DashboardBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        if (!Browser.isInstalled()) {
            throw new IOException("needs chromium: sudo apt install chromium");
        }
        try (DemoRun demo = DemoRun.start(checkout, dir, PORT_BASE);
                Browser browser = Browser.start()) {
            demo.awaitUp(Duration.ofMinutes(2));
            Measured agent = new Measured(demo.processOf("AgentMain").orElseThrow(() -> new IOException("no agent")));
            figures.heading("Dashboard in Chromium, 390 px, loopback, cold cache, processor throttled 4 times");
            views(browser, figures);
            double closed = cost(agent);
            try (Tab page = browser.open()) {
                page.look(390, 844, true, false);
                page.go(url());
                page.await(FIRST_SEEN, LIMIT);
                double open = cost(agent);
                figures.heading("Cost of the page for the agent, seconds of processor a minute");
                figures.row("no page open", "s", "-", closed);
                figures.row("one page open", "s", "-", open);
            }
        }
    }

    private static void views(Browser browser, Figures figures) throws IOException, InterruptedException {
        double[] seconds = new double[VIEWS];
        double[] tiles = new double[VIEWS];
        double[] kilobytes = new double[VIEWS];
        for (int i = 0; i < VIEWS; i++) {
            AtomicLong bytes = new AtomicLong();
            try (Tab tab = browser.open()) {
                tab.onEvent(event -> {
                    if (event.text("method")
                            .filter("Network.loadingFinished"::equals)
                            .isPresent()) {
                        event.object("params")
                                .flatMap(told -> told.number("encodedDataLength"))
                                .ifPresent(length -> bytes.addAndGet(length.longValue()));
                    }
                });
                tab.send("Network.setCacheDisabled", Json.object().put("cacheDisabled", true));
                tab.send("Emulation.setCPUThrottlingRate", Json.object().put("rate", 4));
                tab.look(390, 844, true, false);
                tab.send("Page.addScriptToEvaluateOnNewDocument", Json.object().put("source", watcher()));
                tab.go(url());
                tab.await("window.seenAt", LIMIT);
                tab.await("window.tilesAt", LIMIT);
                seconds[i] = Double.parseDouble(tab.evaluate("window.seenAt")) / 1000;
                tiles[i] = Double.parseDouble(tab.evaluate("window.tilesAt")) / 1000;
                tab.await("document.querySelector('#chart-up canvas')", LIMIT);
                TimeUnit.SECONDS.sleep(1);
                kilobytes[i] = bytes.get() / 1000.0;
                tab.go("about:blank");
            }
        }
        figures.row("page asked for to sentence, painted", "s", Budget.atMost(1), "-", seconds);
        figures.row("page asked for to tiles, painted", "s", Budget.atMost(1), "-", tiles);
        figures.row("everything until the charts, as sent", "kB", Budget.atMost(150), "-", kilobytes);
    }

    /**
     * Asking over the protocol would itself be slow on a throttled page: it notes the times by itself. What is there when a frame begins
     * is painted by its end, so the next frame's beginning counts.
     */
    private static String watcher() {
        return "(() => { const note = (name, there) => { const look = () => requestAnimationFrame(() => {"
                + " if (!there()) look(); else requestAnimationFrame(() => { window[name] = performance.now(); }); });"
                + " look(); };"
                + " note('seenAt', () => " + FIRST_SEEN + ");"
                + " note('tilesAt', () => document.querySelectorAll('#tiles .tile').length === 6); })()";
    }

    private static double cost(Measured agent) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(5);
        double before = agent.cpuSeconds();
        TimeUnit.SECONDS.sleep(COST_SECONDS);
        return agent.cpuSeconds() - before;
    }

    private static String url() {
        return "http://127.0.0.1:" + (PORT_BASE + 2) + "/";
    }
}
