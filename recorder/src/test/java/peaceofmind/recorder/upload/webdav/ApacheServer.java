// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.webdav;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import peaceofmind.testkit.Eventually;

/** Debian's Apache with mod_dav and a user, on the loopback. */
public final class ApacheServer {

    public static final String USER = "gym";
    public static final String PASSWORD = "secret-of-the-gym";
    private static final Path PROGRAM = Path.of("/usr/sbin/apache2");

    private final Process process;
    private final int port;
    private final String url;

    private ApacheServer(Process process, int port, String url) {
        this.process = process;
        this.port = port;
        this.url = url;
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts it with TLS, as localhost. */
    static ApacheServer start(Path folder, Path certificate, Path key) throws Exception {
        return start(folder, """
            LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
            LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
            SSLEngine on
            SSLCertificateFile "%s"
            SSLCertificateKeyFile "%s"
            """.formatted(certificate, key), "https://localhost:");
    }

    /**
     * Starts it without TLS.
     *
     * @param options more lines of the configuration
     */
    public static ApacheServer start(Path folder, String options) throws Exception {
        return start(folder, options, "http://127.0.0.1:");
    }

    private static ApacheServer start(Path folder, String options, String scheme) throws Exception {
        Path root = Files.createDirectories(folder.resolve("htdocs"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = folder.resolve("apache.conf");
        Files.writeString(folder.resolve("users"), USER + ":" + sha1(PASSWORD) + "\n");
        Files.writeString(config, """
            ServerRoot "%1$s"
            ServerName 127.0.0.1
            Listen 127.0.0.1:%2$d
            PidFile "%1$s/pid"
            ErrorLog "%1$s/error.log"
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
            LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
            LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
            LoadModule dav_module /usr/lib/apache2/modules/mod_dav.so
            LoadModule dav_fs_module /usr/lib/apache2/modules/mod_dav_fs.so
            DavLockDB "%1$s/davlock"
            DocumentRoot "%3$s"
            %4$s
            %5$s
            <Directory "%3$s">
              Dav On
              AuthType Basic
              AuthName dav
              AuthUserFile "%1$s/users"
              Require valid-user
            </Directory>
            """.formatted(folder, port, root, runAs(folder), options));
        Process process = new ProcessBuilder(PROGRAM.toString(), "-f", config.toString(), "-DFOREGROUND")
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output"))
                .start();
        ApacheServer server = new ApacheServer(process, port, scheme + port + "/videos");
        Eventually.await().until(server::isListening);
        return server;
    }

    /** Started by root, Apache works as another user, to whom the folder must belong. */
    private static String runAs(Path folder) throws Exception {
        if (!System.getProperty("user.name").equals("root")) {
            return "";
        }
        new ProcessBuilder("chown", "-R", "nobody", folder.toString()).start().waitFor();
        for (Path parent = folder; parent != null && !parent.equals(Path.of("/tmp")); parent = parent.getParent()) {
            new ProcessBuilder("chmod", "o+x", parent.toString()).start().waitFor();
        }
        return "User nobody\nGroup nogroup";
    }

    private static String sha1(String password) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
        return "{SHA}" + Base64.getEncoder().encodeToString(digest);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Of a folder that does not exist yet; its parent is the folder {@code htdocs}. */
    public String url() {
        return url;
    }

    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
