// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.webdav.WebDavFolder;

/**
 * A folder of a WebDAV server.
 *
 * @param caFile certificates to trust instead of the system's
 */
public record WebDavConfig(String name, URI url, Credentials credentials, Optional<Path> caFile)
        implements TargetConfig {

    static Optional<WebDavConfig> read(ConfigSection section, String name) {
        Optional<URI> url = ConfigValues.requiredUrl(
                section,
                "url",
                "Folder of a WebDAV server, such as https://cloud.example.org/remote.php/dav/files/USER/gym");
        Credentials credentials = Credentials.read(section, url.orElse(URI.create("https://unknown")));
        Optional<Path> caFile = section.optionalPath(
                "ca_file", "Certificates (PEM) of a private authority to trust instead of the system's");
        return url.map(address -> new WebDavConfig(name, address, credentials, caFile));
    }

    @Override
    public UploadTarget create(Clock clock) {
        return new StagedTarget(new WebDavFolder(url, credentials, new UploadHttp(caFile, clock)));
    }
}
