// SPDX-License-Identifier: Apache-2.0
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

/** How long the page takes to load on a slow phone, how large it is, and what an open page costs the device. */
final class DashboardBench {

    private static final int PORT_BASE = 29_700;
    private static final int ROUNDS = 5;
    private static final int CPU_SAMPLE_SECONDS = 60;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String SENTENCE_SHOWN =
            "/^(?!Asking)./.test(document.getElementById('sentence')?.textContent || '')";

    private DashboardBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        if (!Browser.isInstalled()) {
            throw new IOException("needs chromium: sudo apt install chromium");
        }
        try (DemoRun demo = DemoRun.start(checkout, dir, PORT_BASE);
                Browser browser = Browser.start()) {
            demo.awaitReady(Duration.ofMinutes(2));
            MeasuredProcess agent =
                    new MeasuredProcess(demo.findProcess("AgentMain").orElseThrow(() -> new IOException("no agent")));
            report.heading("Dashboard in Chromium, 390 px, loopback, cold cache, CPU slowed down 4 times");
            measureViews(browser, report);
            double cpuWithoutPage = cpuCost(agent);
            try (Tab page = browser.openTab()) {
                page.emulate(390, 844, true, false);
                page.navigate(url());
                page.await(SENTENCE_SHOWN, TIMEOUT);
                double cpuWithPage = cpuCost(agent);
                report.heading("Cost of the page for the agent, CPU seconds per minute");
                report.row("no page open", "s", "-", cpuWithoutPage);
                report.row("one page open", "s", "-", cpuWithPage);
            }
        }
    }

    private static void measureViews(Browser browser, BenchReport report) throws IOException, InterruptedException {
        double[] seconds = new double[ROUNDS];
        double[] tiles = new double[ROUNDS];
        double[] kilobytes = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            AtomicLong bytes = new AtomicLong();
            try (Tab tab = browser.openTab()) {
                tab.onEvent(event -> {
                    if (event.text("method")
                            .filter("Network.loadingFinished"::equals)
                            .isPresent()) {
                        event.object("params")
                                .flatMap(parameters -> parameters.number("encodedDataLength"))
                                .ifPresent(length -> bytes.addAndGet(length.longValue()));
                    }
                });
                tab.send("Network.setCacheDisabled", Json.object().put("cacheDisabled", true));
                tab.send("Emulation.setCPUThrottlingRate", Json.object().put("rate", 4));
                tab.emulate(390, 844, true, false);
                tab.send("Page.addScriptToEvaluateOnNewDocument", Json.object().put("source", timingScript()));
                tab.navigate(url());
                tab.await("window.sentenceAt", TIMEOUT);
                tab.await("window.tilesAt", TIMEOUT);
                seconds[i] = Double.parseDouble(tab.evaluate("window.sentenceAt")) / 1000;
                tiles[i] = Double.parseDouble(tab.evaluate("window.tilesAt")) / 1000;
                tab.await("document.querySelector('#chart-up canvas')", TIMEOUT);
                TimeUnit.SECONDS.sleep(1);
                kilobytes[i] = bytes.get() / 1000.0;
                tab.navigate("about:blank");
            }
        }
        report.row("request of the page to painted sentence", "s", Budget.atMost(1), "-", seconds);
        report.row("request of the page to painted tiles", "s", Budget.atMost(1), "-", tiles);
        report.row("transferred until the charts are shown", "kB", Budget.atMost(150), "-", kilobytes);
    }

    /**
     * The page records the times itself, because polling over the protocol would be slow on a throttled page. An element that exists at
     * the start of a frame is painted by its end, so the start of the next frame counts.
     */
    private static String timingScript() {
        return "(() => { const record = (name, isShown) => { const check = () => requestAnimationFrame(() => {"
                + " if (!isShown()) check(); else requestAnimationFrame(() => { window[name] = performance.now(); }); });"
                + " check(); };"
                + " record('sentenceAt', () => " + SENTENCE_SHOWN + ");"
                + " record('tilesAt', () => document.querySelectorAll('#tiles .tile').length === 6); })()";
    }

    private static double cpuCost(MeasuredProcess agent) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(5);
        double before = agent.cpuSeconds();
        TimeUnit.SECONDS.sleep(CPU_SAMPLE_SECONDS);
        return agent.cpuSeconds() - before;
    }

    private static String url() {
        return "http://127.0.0.1:" + (PORT_BASE + 2) + "/";
    }
}
