// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Debian's programs, where this machine has them. */
final class RealPrograms {

    private RealPrograms() {}

    /** Its path; the test counts as not run where it is missing. */
    static String require(String name) {
        Optional<Path> found = Stream.of("/usr/bin", "/usr/sbin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), "not run: needs " + name + ", which is not installed");
        return found.orElseThrow().toString();
    }

    /** Runs a program to its end, which must be a success, and returns its output. */
    static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES))
                .as(List.of(command).toString())
                .isTrue();
        String output = Files.readString(out);
        assertThat(process.exitValue()).as(List.of(command) + ": " + output).isZero();
        return output;
    }

    /** What systemd starts by a drop-in of the generated files: its last ExecStart. */
    static String[] unitCommand(Path folder, String dropIn) throws IOException {
        String unit = Files.readString(
                folder.resolve("etc/systemd/system").resolve(dropIn).resolve("peace-fleet.conf"));
        return unit.substring(unit.lastIndexOf("ExecStart=") + "ExecStart=".length())
                .strip()
                .split(" ");
    }

    /** A configuration of nginx that includes the generated one and has all its files below the folder. */
    static Path nginxConfig(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("nginx"));
        return Files.writeString(folder.resolve("nginx.conf"), """
            %2$s
            daemon off;
            pid %1$s/nginx/pid;
            error_log %1$s/nginx/error.log;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/nginx/body;
                proxy_temp_path %1$s/nginx/proxy;
                fastcgi_temp_path %1$s/nginx/fastcgi;
                uwsgi_temp_path %1$s/nginx/uwsgi;
                scgi_temp_path %1$s/nginx/scgi;
                include %1$s/etc/nginx/conf.d/*.conf;
            }
            """.formatted(
                        folder, "root".equals(System.getProperty("user.name")) ? "user root;" : ""));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
