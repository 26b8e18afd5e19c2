// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The page's actions on videos, as commands of the recorder. */
final class VideoActions {

    private static final String SUFFIX = "_video";

    private VideoActions() {}

    /** The command for {@code keep_video}, {@code release_video}, {@code upload_video} or {@code delete_video}. */
    static Json.ObjectBuilder command(String action, JsonObject request) throws HttpError {
        String file = request.text("file").orElseThrow(() -> new HttpError(400, "\"file\" is missing."));
        return Json.object()
                .put("command", action.substring(0, action.length() - SUFFIX.length()))
                .put("file", file);
    }

    /** For the journal. */
    static String description(String action, JsonObject request) {
        return action.replace('_', ' ') + " " + request.text("file").orElse("");
    }
}
