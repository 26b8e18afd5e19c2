// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peaceofmind.testkit.Eventually;

/** Debian's sshd on the loopback, for this user with a key. */
final class SshServer {

    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
    private static final Path SFTP_SERVER = Path.of("/usr/lib/openssh/sftp-server");

    private final Path folder;
    private final Process process;
    private final int port;

    private SshServer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM)
                && Files.isExecutable(SFTP_SERVER)
                && Files.isExecutable(Path.of("/usr/bin/sftp"));
    }

    static SshServer start(Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        for (String key : List.of("host-key", "key")) {
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve(key).toString());
        }
        Path authorized = Files.copy(folder.resolve("key.pub"), folder.resolve("authorized"));
        Files.setPosixFilePermissions(authorized, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                folder.resolve("known-hosts"),
                "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host-key.pub")));
        Path config = Files.writeString(
                folder.resolve("sshd.conf"), """
                    ListenAddress 127.0.0.1:%d
                    HostKey %s
                    AuthorizedKeysFile %s
                    PidFile none
                    StrictModes no
                    PasswordAuthentication no
                    KbdInteractiveAuthentication no
                    UsePAM no
                    Subsystem sftp %s
                    """.formatted(port, folder.resolve("host-key"), authorized, SFTP_SERVER));
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Process process = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "sshd.log"))
                .start();
        SshServer server = new SshServer(folder, process, port);
        Eventually.await().until(server::isListening);
        return server;
    }

    private static void run(String... command) throws Exception {
        if (new ProcessBuilder(command).start().waitFor() != 0) {
            throw new IOException("failed: " + List.of(command));
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    SftpSettings settings(String remoteFolder) {
        return new SftpSettings(
                "127.0.0.1",
                port,
                System.getProperty("user.name"),
                remoteFolder,
                folder.resolve("key"),
                folder.resolve("known-hosts"));
    }

    void stop() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
