// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** The files of an owner who has logged in, and settings that use them. */
final class YouTubeFiles {

    private final Path folder;

    YouTubeFiles(Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(client(), """
            {"installed":{"client_id":"%s","client_secret":"%s","auth_uri":"https://evil.example/auth",
             "token_uri":"https://evil.example/token"}}
            """.formatted(FakeYouTube.CLIENT_ID, FakeYouTube.CLIENT_SECRET));
        logIn("{\"refresh_token\":\"" + FakeYouTube.REFRESH_TOKEN + "\"}");
    }

    Path client() {
        return folder.resolve("client.json");
    }

    Path token() {
        return folder.resolve("token.json");
    }

    void logIn(String json) throws Exception {
        Files.writeString(token(), json);
        Files.setPosixFilePermissions(token(), PosixFilePermissions.fromString("rw-------"));
    }

    YouTubeSettings settings(Endpoints endpoints, String title, Optional<String> playlist) {
        return new YouTubeSettings(
                "youtube",
                client(),
                token(),
                new YouTubeSettings.Metadata(
                        title, "Recorded {date}", List.of("gym", "match"), 17, "unlisted", playlist, false),
                endpoints);
    }
}
