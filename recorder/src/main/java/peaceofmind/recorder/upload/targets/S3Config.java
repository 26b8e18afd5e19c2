// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.UnencryptedConnection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.s3.S3Settings;
import peaceofmind.recorder.upload.s3.S3Target;

/**
 * A bucket of S3-compatible storage.
 *
 * @param caFile certificates to trust instead of the system's
 */
public record S3Config(String name, S3Settings settings, Optional<Path> caFile) implements TargetConfig {

    private static final String BUCKET = "[a-z0-9][a-z0-9._-]{1,62}";

    static Optional<S3Config> read(ConfigSection section, String name) {
        Optional<URI> url = ConfigValues.requiredUrl(
                section,
                "url",
                "S3-compatible server without the bucket, such as https://s3.eu-central-1.amazonaws.com");
        String region = section.text("region", "Region, as the server's owner names it", "us-east-1");
        Optional<String> bucket = ConfigValues.requiredText(section, "bucket", "Name of the bucket, which must exist");
        bucket.filter(text -> !text.matches(BUCKET))
                .ifPresent(text -> section.addProblem("bucket", "\"" + text + "\" is not the name of a bucket"));
        String prefix = section.text("prefix", "Start of the names of objects, such as gym/", "");
        Optional<String> accessKey = ConfigValues.requiredText(section, "access_key", "ID of the access key");
        Optional<Path> secretKeyFile =
                ConfigValues.requiredPath(section, "secret_key_file", "File (mode 0600) with the secret access key");
        boolean allowed = UnencryptedConnection.readAllowed(section);
        Optional<Path> caFile = section.optionalPath(
                "ca_file", "Certificates (PEM) of a private authority to trust instead of the system's");
        if (url.isEmpty() || bucket.isEmpty() || accessKey.isEmpty() || secretKeyFile.isEmpty()) {
            return Optional.empty();
        }
        boolean refused = !allowed
                && UnencryptedConnection.isPlainToAnotherMachine(url.get().toString());
        if (refused) {
            section.addRefusal("url", UnencryptedConnection.refusal("videos", "https"));
        }
        return Optional.of(new S3Config(
                name,
                new S3Settings(url.get(), region, bucket.get(), prefix, accessKey.get(), secretKeyFile.get(), refused),
                caFile));
    }

    @Override
    public UploadTarget create(Clock clock) {
        return new S3Target(settings, new UploadHttp(caFile, clock));
    }
}
