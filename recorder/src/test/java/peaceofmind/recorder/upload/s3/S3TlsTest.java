// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.UploadTlsContract;
import peaceofmind.recorder.upload.targets.UploadConfig;

/** As it is configured. */
class S3TlsTest extends UploadTlsContract {

    private Optional<FakeS3> s3 = Optional.empty();

    @Override
    protected void serve(String host, String startDate, int validDays) throws Exception {
        s3 = Optional.of(FakeS3.start(theAuthority().serverContext(host, startDate, validDays)));
    }

    @Override
    @AfterEach
    protected void stop() {
        s3.ifPresent(FakeS3::close);
    }

    @Override
    protected UploadTarget target(Optional<Path> caFile) throws Exception {
        Path secretKeyFile = Files.writeString(folder.resolve("secret-key"), FakeS3.SECRET_KEY + "\n");
        ConfigDocument document = ConfigDocument.parse("test", """
            upload:
              targets:
                - s3: {url: "%s", region: %s, bucket: videos, access_key: %s, secret_key_file: %s%s}
            """.formatted(
                        s3.orElseThrow().url(),
                        FakeS3.REGION,
                        FakeS3.ACCESS_KEY,
                        secretKeyFile,
                        caFile.map(file -> ", ca_file: " + file).orElse("")));
        return UploadConfig.read(document.section("upload"))
                .targets()
                .getFirst()
                .create(Clock.system());
    }

    @Override
    protected int storedCount() {
        return s3.orElseThrow().objects.size() + s3.orElseThrow().uploads.size();
    }
}
