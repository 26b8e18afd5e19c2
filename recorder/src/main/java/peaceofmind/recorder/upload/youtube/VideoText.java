// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.storage.StorageFolders;

/** Title and description of a video from their templates, within YouTube's limits. */
final class VideoText {

    static final int MAX_TITLE_LENGTH = 100;
    static final int MAX_DESCRIPTION_LENGTH = 5000;

    private static final Pattern RECORDED_AT =
            Pattern.compile("(\\d{4})-?(\\d{2})-?(\\d{2})[_T-](\\d{2})-?(\\d{2})-?(\\d{2})");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private VideoText() {}

    /** The body of the request that starts an upload. */
    static JsonObject metadata(YouTubeSettings.Metadata settings, Path video, ZoneId zone) {
        Json.ObjectBuilder snippet = Json.object()
                .put("title", fill(settings.title(), video, zone, MAX_TITLE_LENGTH))
                .put("description", fill(settings.description(), video, zone, MAX_DESCRIPTION_LENGTH))
                .put("categoryId", Integer.toString(settings.category()));
        if (!settings.tags().isEmpty()) {
            snippet.put("tags", Json.texts(settings.tags()));
        }
        return Json.object()
                .put("snippet", snippet.build())
                .put(
                        "status",
                        Json.object()
                                .put("privacyStatus", settings.privacy())
                                .put("selfDeclaredMadeForKids", settings.madeForKids())
                                .build())
                .build();
    }

    /** YouTube rejects angle brackets, and titles and descriptions that are too long. */
    static String fill(String template, Path video, ZoneId zone, int maxLength) {
        String file = String.valueOf(video.getFileName());
        LocalDateTime recordedAt = recordedAt(file, video, zone);
        String text = template.replace("{file}", file.replaceFirst("\\.[A-Za-z0-9]{1,5}$", ""))
                .replace("{date}", recordedAt.format(DATE))
                .replace("{time}", recordedAt.format(TIME))
                .replace("{camera}", StorageFolders.cameraOf(file).orElse(""))
                .replaceAll("[<>]", "");
        int end = text.offsetByCodePoints(0, Math.min(maxLength, text.codePointCount(0, text.length())));
        return text.substring(0, end);
    }

    /** From the name of the file, which has the local time of the start, or from its last change. */
    private static LocalDateTime recordedAt(String name, Path video, ZoneId zone) {
        Matcher time = RECORDED_AT.matcher(name);
        if (time.find()) {
            try {
                return LocalDateTime.of(
                        group(time, 1), group(time, 2), group(time, 3), group(time, 4), group(time, 5), group(time, 6));
            } catch (DateTimeException notATime) {
                return changedAt(video, zone);
            }
        }
        return changedAt(video, zone);
    }

    private static int group(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static LocalDateTime changedAt(Path video, ZoneId zone) {
        try {
            return LocalDateTime.ofInstant(Files.getLastModifiedTime(video).toInstant(), zone);
        } catch (IOException missing) {
            return LocalDateTime.ofInstant(Instant.EPOCH, zone);
        }
    }
}
