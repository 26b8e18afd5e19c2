// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's prometheus-node-exporter on a free port of this machine. Closing it stops it. */
record NodeExporter(Process process, int port) implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/prometheus-node-exporter");

    /** Collectors that we have too, except watchdog, which is newer than Debian 12's version, and systemd, which needs a bus. */
    private static final List<String> SHARED_COLLECTORS = List.of(
            "cpu",
            "cpufreq",
            "diskstats",
            "dmi",
            "filefd",
            "filesystem",
            "hwmon",
            "loadavg",
            "meminfo",
            "netclass",
            "netdev",
            "os",
            "pressure",
            "sockstat",
            "stat",
            "thermal_zone",
            "time",
            "timex",
            "uname",
            "vmstat");

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts it as Debian does, with the default collectors. */
    static NodeExporter withDefaults(Path dir) throws IOException, InterruptedException {
        return start(dir, List.of());
    }

    /** Starts it with the collectors that we have too, and no others. */
    static NodeExporter withSharedCollectors(Path dir) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--collector.disable-defaults"));
        SHARED_COLLECTORS.forEach(name -> arguments.add("--collector." + name));
        return start(dir, arguments);
    }

    private static NodeExporter start(Path dir, List<String> arguments) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--web.listen-address=127.0.0.1:" + port));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("node-exporter.out").toFile())
                .start();
        NodeExporter started = new NodeExporter(process, port);
        started.awaitReady();
        return started;
    }

    private void awaitReady() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (InputStream body =
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
                body.readAllBytes();
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        close();
        throw new IOException("node_exporter did not respond within 10 s");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
