// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.youtube.Endpoints;
import peaceofmind.recorder.upload.youtube.YouTubeSettings;
import peaceofmind.recorder.upload.youtube.YouTubeSettings.Metadata;
import peaceofmind.recorder.upload.youtube.YouTubeTarget;

/** A channel of YouTube. */
public record YouTubeConfig(String name, YouTubeSettings settings) implements TargetConfig {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+\\}");
    private static final List<String> PLACEHOLDERS = List.of("{file}", "{date}", "{time}", "{camera}");
    private static final List<String> PRIVACY = List.of("private", "unlisted", "public");
    private static final int SPORTS = 17;
    private static final int MAX_CATEGORY = 100;
    private static final int MAX_TAGS_LENGTH = 500;
    private static final int MAX_DESCRIPTION_LENGTH = 5000;

    static Optional<YouTubeConfig> read(ConfigSection section, String name) {
        Optional<Path> client = ConfigValues.requiredPath(
                section,
                "client_file",
                "OAuth client (mode 0600) of a Google Cloud project, as it is downloaded there");
        Optional<Path> token = ConfigValues.requiredPath(
                section,
                "token_file",
                "File that peace recorder login writes; its folder must belong to the recorder's user");
        Metadata metadata = readMetadata(section);
        Optional<String> server = section.optionalText(
                "test_server",
                "Only for tests: address on this machine (http://127.0.0.1:PORT) to use instead of Google's");
        Optional<Endpoints> endpoints =
                server.isEmpty() ? Optional.of(Endpoints.google()) : server.flatMap(Endpoints::local);
        if (endpoints.isEmpty()) {
            section.addProblem("test_server", "must be on this machine: tokens are sent nowhere but to Google");
        }
        if (client.isEmpty() || token.isEmpty() || endpoints.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new YouTubeConfig(
                name, new YouTubeSettings(name, client.get(), token.get(), metadata, endpoints.get())));
    }

    private static Metadata readMetadata(ConfigSection section) {
        String title = section.text(
                "title",
                "Title of each video, 100 characters at most, with {file}, {date}, {time} and, of several, {camera}",
                "{date} {time}");
        if (title.isBlank()) {
            section.addProblem("title", "must not be empty");
        }
        checkPlaceholders(section, "title", title);
        String description = section.text("description", "Description of each video, likewise", "");
        checkPlaceholders(section, "description", description);
        if (description.length() > MAX_DESCRIPTION_LENGTH) {
            section.addProblem("description", "must not be longer than " + MAX_DESCRIPTION_LENGTH + " characters");
        }
        List<String> tags = section.texts("tags", "Tags of each video", List.of());
        // YouTube counts a comma between tags, and quotes around one with a blank.
        int tagsLength = tags.stream()
                .mapToInt(tag -> tag.length() + (tag.contains(" ") ? 3 : 1))
                .sum();
        if (tagsLength > MAX_TAGS_LENGTH + 1 || tags.stream().anyMatch(tag -> tag.matches("\\s*|.*[<>,].*"))) {
            section.addProblem("tags", "must be 500 characters in total at most, none empty or with < > ,");
        }
        return new Metadata(
                title,
                description,
                tags,
                section.integer("category", "Number of YouTube's category; 17: sports", SPORTS, 1, MAX_CATEGORY),
                section.choice(
                        "privacy",
                        "Who can see each video: private, unlisted or public. YouTube makes videos of unverified"
                                + " projects private",
                        "private",
                        text -> PRIVACY.contains(text) ? Optional.of(text) : Optional.empty(),
                        "private, unlisted or public"),
                section.optionalText("playlist", "ID of a playlist to which each video is added"),
                section.bool("made_for_kids", "Whether the videos are made for kids", false));
    }

    private static void checkPlaceholders(ConfigSection section, String key, String text) {
        PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(word -> !PLACEHOLDERS.contains(word))
                .findFirst()
                .ifPresent(word -> section.addProblem(
                        key, "\"" + word + "\" stands for nothing: there are " + String.join(", ", PLACEHOLDERS)));
    }

    @Override
    public UploadTarget create(Clock clock) {
        return new YouTubeTarget(settings, UploadHttp.ofPublicService(clock));
    }
}
