// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How videos are uploaded to a channel.
 *
 * @param name of the target
 * @param clientFile the OAuth client of the owner's Google Cloud project
 * @param tokenFile where a login is saved
 * @param metadata of each video
 * @param endpoints Google's, except in tests
 */
public record YouTubeSettings(String name, Path clientFile, Path tokenFile, Metadata metadata, Endpoints endpoints) {

    /**
     * What YouTube shows of a video.
     *
     * @param title with {@code {file}}, {@code {date}}, {@code {time}} and {@code {camera}}
     * @param description likewise
     * @param category number of a category of YouTube
     * @param privacy private, unlisted or public
     * @param playlist ID of a playlist to add videos to
     */
    public record Metadata(
            String title,
            String description,
            List<String> tags,
            int category,
            String privacy,
            Optional<String> playlist,
            boolean madeForKids) {}
}
