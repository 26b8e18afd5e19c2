// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.webdav.WebDavFolder;

/** The speed of an upload beside curl's to the same server, which discards what it receives, so that the sender is the limit. */
final class UploadBench {

    private static final int ROUNDS = 7;
    private static final int FILE_MIB = 512;
    private static final int BUFFER_BYTES = 1024 * 1024;
    private static final Duration CURL_TIMEOUT = Duration.ofMinutes(2);

    /** At least 0.95 of curl's throughput. */
    private static final Budget TIME_RATIO = Budget.atMost(1 / 0.95);

    private UploadBench() {}

    static void run(Path dir, BenchReport report) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Path video = dir.resolve("video.mp4");
        write(video);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Map<String, Long> sizes = new ConcurrentHashMap<>();
        server.createContext("/", exchange -> handle(exchange, sizes));
        server.start();
        try {
            compare(video, "http://127.0.0.1:" + server.getAddress().getPort() + "/videos", sizes, report);
        } finally {
            server.stop(0);
            Files.delete(video);
        }
    }

    private static void compare(Path video, String url, Map<String, Long> sizes, BenchReport report)
            throws IOException, InterruptedException {
        double[] ours = new double[ROUNDS];
        double[] curl = new double[ROUNDS];
        double[] ratio = new double[ROUNDS];
        UploadTarget target = new StagedTarget(
                new WebDavFolder(URI.create(url), Credentials.NONE, new UploadHttp(Optional.empty(), Clock.system())));
        for (int round = -1; round < ROUNDS; round++) {
            sizes.clear();
            double curlSeconds = seconds(() -> curl(video, url));
            double ourSeconds = seconds(() -> upload(target, video));
            if (round >= 0) {
                curl[round] = FILE_MIB / curlSeconds;
                ours[round] = FILE_MIB / ourSeconds;
                ratio[round] = ourSeconds / curlSeconds;
            }
        }
        report.heading("Uploading a file of " + FILE_MIB + " MiB by WebDAV to a server on this machine, beside curl");
        report.row("the recorder's target, with verification and rename", "MiB/s", "-", ours);
        report.row("curl --upload-file, without them", "MiB/s", "-", curl);
        report.row("time, as a ratio to curl's", "", TIME_RATIO, "-", ratio);
        report.note("throughput as a ratio to curl's: "
                + Math.round(100 / Arrays.stream(ratio).sorted().toArray()[ROUNDS / 2]) / 100.0);
    }

    private interface Transfer {
        void run() throws IOException, InterruptedException;
    }

    private static double seconds(Transfer transfer) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        transfer.run();
        return (System.nanoTime() - startedAt) / 1e9;
    }

    private static void upload(UploadTarget target, Path video) throws IOException, InterruptedException {
        UploadTarget.UploadResult result = target.upload(UploadJob.of(video));
        if (!(result instanceof UploadTarget.Uploaded)) {
            throw new IOException("not uploaded: " + result);
        }
    }

    private static void curl(Path video, String url) throws IOException, InterruptedException {
        Subprocess.Result result = Subprocess.run(
                List.of("curl", "-sS", "--fail", "--upload-file", video.toString(), url + "/curl.mp4"),
                CURL_TIMEOUT,
                10_000);
        if (!(result instanceof Subprocess.Exited exited) || !exited.succeeded()) {
            throw new IOException("curl failed: " + result);
        }
    }

    private static void write(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        new Random(1).nextBytes(buffer);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int n = 0; n < FILE_MIB; n++) {
                out.write(buffer);
            }
        }
    }

    private static void handle(HttpExchange exchange, Map<String, Long> sizes) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] buffer = new byte[BUFFER_BYTES];
        long received = 0;
        for (int count = exchange.getRequestBody().read(buffer);
                count >= 0;
                count = exchange.getRequestBody().read(buffer)) {
            received += count;
        }
        int status = 201;
        switch (exchange.getRequestMethod()) {
            case "PUT" -> sizes.put(path, received);
            case "MOVE" -> sizes.remove(path);
            case "HEAD" -> {
                Long size = path.equals("/videos") ? Long.valueOf(0) : sizes.get(path);
                status = size == null ? 404 : 200;
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(size == null ? 0 : size));
            }
            default -> status = 405;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
