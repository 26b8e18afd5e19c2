// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.webdav;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTlsContract;
import peaceofmind.recorder.upload.targets.UploadConfig;

/** As it is configured, against Debian's Apache with mod_dav and mod_ssl. */
class WebDavTlsIT extends UploadTlsContract {

    private Optional<ApacheServer> server = Optional.empty();

    @BeforeEach
    void requireApache() {
        Assumptions.assumeTrue(ApacheServer.isInstalled(), "needs apache2, which is not installed");
    }

    @Override
    protected void serve(String host, String startDate, int validDays) throws Exception {
        Path files = Files.createDirectories(folder.resolve("apache"));
        Path certificate = files.resolve("certificate.pem");
        Path key = files.resolve("key.pem");
        theAuthority().writeServerPem(host, startDate, validDays, certificate, key);
        server = Optional.of(ApacheServer.start(files, certificate, key));
    }

    @Override
    @AfterEach
    protected void stop() throws Exception {
        if (server.isPresent()) {
            server.get().stop();
        }
    }

    @Override
    protected UploadTarget target(Optional<Path> caFile) throws Exception {
        Path passwordFile = Files.writeString(folder.resolve("password"), ApacheServer.PASSWORD + "\n");
        ConfigDocument document = ConfigDocument.parse("test", """
            upload:
              targets:
                - webdav: {url: "%s", username: %s, password_file: %s%s}
            """.formatted(
                        server.orElseThrow().url(),
                        ApacheServer.USER,
                        passwordFile,
                        caFile.map(file -> ", ca_file: " + file).orElse("")));
        return UploadConfig.read(document.section("upload"))
                .targets()
                .getFirst()
                .create(Clock.system());
    }

    @Override
    protected int storedCount() throws IOException {
        Path videos = folder.resolve("apache/htdocs/videos");
        if (Files.notExists(videos)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(videos)) {
            return (int) files.count();
        }
    }
}
