// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;

/** Requests with a token. One that is rejected for its token is repeated once with a new one. */
final class YouTubeApi {

    private final AccessTokens tokens;
    private final UploadHttp http;

    YouTubeApi(AccessTokens tokens, UploadHttp http) {
        this.tokens = tokens;
        this.http = http;
    }

    /** A request without a part of a video. */
    HttpReply send(String method, URI uri, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = http.send(request(method, uri, headers, body));
        if (isTokenRejected(reply)) {
            reply = http.send(request(method, uri, headers, body));
        }
        return reply;
    }

    /** A request with a part of a job's video. */
    HttpReply sendPart(URI uri, Map<String, String> headers, UploadJob job, long offset, long length)
            throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = http.send(request("PUT", uri, headers, UploadHttp.body(job, offset, length)), job);
        if (isTokenRejected(reply)) {
            reply = http.send(request("PUT", uri, headers, UploadHttp.body(job, offset, length)), job);
        }
        return reply;
    }

    HttpReply get(URI uri) throws IOException, InterruptedException, UploadStoppedException {
        return send("GET", uri, Map.of(), BodyPublishers.noBody());
    }

    HttpReply post(URI uri, Map<String, String> headers, JsonObject body)
            throws IOException, InterruptedException, UploadStoppedException {
        return send("POST", uri, headers, BodyPublishers.ofString(body.toJson()));
    }

    private boolean isTokenRejected(HttpReply reply) {
        boolean rejected = reply.status() == 401
                && GoogleErrors.reason(reply)
                        .filter("youtubeSignupRequired"::equals)
                        .isEmpty();
        if (rejected) {
            tokens.invalidate();
        }
        return rejected;
    }

    private HttpRequest request(String method, URI uri, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException, UploadStoppedException {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).method(method, body).header("Authorization", "Bearer " + tokens.get());
        headers.forEach(builder::header);
        return builder.build();
    }
}
