// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.foundation.http.UnencryptedConnection;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.QuotaUsedUp;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;

/** Signed requests to a bucket, whose name is part of the path: all S3-compatible servers accept that. */
final class S3Client {

    private static final Pattern ERROR_CODE = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>");

    private final S3Settings settings;
    private final UploadHttp http;

    S3Client(S3Settings settings, UploadHttp http) {
        this.settings = settings;
        this.http = http;
    }

    /** Why the secret key cannot be used; empty when it can. */
    Optional<String> problem() {
        if (settings.isOff()) {
            return Optional.of("off, since it " + UnencryptedConnection.refusal("videos", "https"));
        }
        try {
            secretKey();
            return Optional.empty();
        } catch (IOException unusable) {
            return Optional.of(ErrorText.of(unusable));
        }
    }

    private String secretKey() throws IOException {
        String key;
        try {
            key = Files.readString(settings.secretKeyFile()).strip();
        } catch (IOException unreadable) {
            throw new IOException(
                    "the secret key " + settings.secretKeyFile() + " cannot be read (" + ErrorText.of(unreadable)
                            + "): it must exist and be readable by the recorder's user",
                    unreadable);
        }
        if (!key.matches("[!-~]+")) {
            throw new IOException("the secret key " + settings.secretKeyFile() + " must be one line without blanks");
        }
        return key;
    }

    HttpReply send(String method, String key, Map<String, String> query, String body)
            throws IOException, InterruptedException {
        return http.send(request(method, key, query, SigV4.sha256(body))
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    HttpReply send(String method, String key, Map<String, String> query) throws IOException, InterruptedException {
        return http.send(request(method, key, query, SigV4.sha256(""))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    /** A part of a job's video; the server compares it with its checksum. */
    HttpReply sendFile(String key, Map<String, String> query, UploadJob job, long offset, long length, String sha256)
            throws IOException, InterruptedException {
        return http.send(
                request("PUT", key, query, sha256)
                        .PUT(UploadHttp.body(job, offset, length))
                        .build(),
                job);
    }

    private HttpRequest.Builder request(String method, String key, Map<String, String> query, String sha256)
            throws IOException {
        URI endpoint = settings.endpoint();
        String base = endpoint.getRawPath() == null ? "" : endpoint.getRawPath().replaceFirst("/$", "");
        StringBuilder path = new StringBuilder(base).append('/').append(UploadHttp.encodeSegment(settings.bucket()));
        for (String segment : key.split("/", -1)) {
            path.append('/').append(UploadHttp.encodeSegment(segment));
        }
        String host = endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
        Map<String, String> headers = new TreeMap<>();
        headers.put("host", host);
        headers.put("x-amz-content-sha256", sha256);
        headers.put("x-amz-date", SigV4.time(http.clock().now()));
        String authorization = new SigV4(settings.accessKey(), secretKey(), settings.region())
                .authorization(new SigV4.Request(method, path.toString(), query, headers));
        String canonical = SigV4.canonicalQuery(query);
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(
                        endpoint.getScheme() + "://" + host + path + (canonical.isEmpty() ? "" : "?" + canonical)))
                .header("Authorization", authorization);
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                builder.header(name, value);
            }
        });
        return builder;
    }

    /** Throws for anything but a success. */
    HttpReply check(HttpReply reply) throws UploadStoppedException {
        // A multipart upload can fail with a status of success.
        if (!reply.isSuccess() || reply.body().contains("<Error>")) {
            throw new UploadStoppedException(failure(reply));
        }
        return reply;
    }

    private UploadResult failure(HttpReply reply) {
        String host = settings.endpoint().getHost();
        Matcher code = ERROR_CODE.matcher(reply.body());
        String reason = code.find() ? code.group(1) : "";
        String details = host + " responded with HTTP " + reply.status() + (reason.isEmpty() ? "" : " " + reason);
        return switch (reason) {
            case "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "QuotaExceeded" ->
                reply.retryAfter(http.clock().now())
                        .<UploadResult>map(time -> new QuotaUsedUp(details, time))
                        .orElseGet(() -> new TargetUnavailable(details));
            case "RequestTimeTooSkewed" ->
                new TargetUnavailable(details + ": the clock of this device is wrong; see timedatectl");
            case "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", "InvalidPart" -> new NotUploaded(details);
            case "NoSuchBucket" ->
                new OwnerNeeded(details + ": create the bucket " + settings.bucket() + ", or correct bucket");
            case "AuthorizationHeaderMalformed" -> new OwnerNeeded(details + ": correct region");
            default -> byStatus(reply, host, details);
        };
    }

    private UploadResult byStatus(HttpReply reply, String host, String details) {
        if (reply.status() == 401 || reply.status() == 403) {
            return new OwnerNeeded(details + ": the access key " + settings.accessKey() + " with the secret key in "
                    + settings.secretKeyFile() + " must be allowed to read and write the bucket " + settings.bucket());
        } else if (reply.status() == 404) {
            return new OwnerNeeded(details + ": correct url and bucket; does " + settings.bucket() + " exist?");
        } else if (reply.status() >= 300 && reply.status() < 400) {
            return new OwnerNeeded(details + ": correct url and region, redirects are not followed");
        }
        return UploadHttp.overloaded(reply, host, http.clock()).orElseGet(() -> new NotUploaded(details));
    }
}
