// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.webdav;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.recorder.upload.RemoteFolder;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.Refused;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;

/** A folder of a WebDAV server (RFC 4918). WebDAV has no standard way to resume: an interrupted file is sent again. */
public final class WebDavFolder implements RemoteFolder {

    private final URI folder;
    private final Credentials credentials;
    private final UploadHttp http;

    /** @param folder which exists, or whose parent does */
    public WebDavFolder(URI folder, Credentials credentials, UploadHttp http) {
        this.folder = folder;
        this.credentials = credentials;
        this.http = http;
    }

    @Override
    public Optional<String> problem() {
        try {
            credentials.authorizationHeader(folder);
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of(ErrorText.of(unreadable));
        }
    }

    @Override
    public String place(String name) {
        return address(name).toString();
    }

    @Override
    public void create() throws IOException, InterruptedException, UploadStoppedException {
        HttpReply exists =
                http.send(builder("HEAD", folder, BodyPublishers.noBody()).build());
        if (exists.status() != 404) {
            if (exists.status() == 401 || exists.status() >= 500) {
                check(exists);
            }
            return;
        }
        HttpReply created =
                http.send(builder("MKCOL", folder, BodyPublishers.noBody()).build());
        // 405: another device was faster.
        if (!created.isSuccess() && created.status() != 405) {
            throw new UploadStoppedException(new OwnerNeeded("the folder " + folder
                    + " does not exist and cannot be created (HTTP " + created.status()
                    + "): create it, or correct url"));
        }
    }

    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void put(UploadJob job, String name, long offset)
            throws IOException, InterruptedException, UploadStoppedException {
        check(http.send(
                builder("PUT", address(name), UploadHttp.body(job, 0, job.bytes()))
                        .build(),
                job));
    }

    @Override
    public Optional<Long> size(String name) throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = http.send(
                builder("HEAD", address(name), BodyPublishers.noBody()).build());
        if (reply.status() == 404) {
            return Optional.empty();
        }
        check(reply);
        return Optional.of(reply.headers().firstValueAsLong("Content-Length").orElse(0));
    }

    @Override
    public boolean rename(String from, String to) throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = http.send(builder("MOVE", address(from), BodyPublishers.noBody())
                .header("Destination", address(to).toString())
                .header("Overwrite", "F")
                .build());
        if (reply.status() == 412) {
            return false;
        }
        check(reply);
        return true;
    }

    @Override
    public void delete(String name) throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = http.send(
                builder("DELETE", address(name), BodyPublishers.noBody()).build());
        if (reply.status() != 404) {
            check(reply);
        }
    }

    private HttpRequest.Builder builder(String method, URI uri, BodyPublisher body) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).method(method, body);
        credentials.authorizationHeader(uri).ifPresent(value -> builder.header("Authorization", value));
        return builder;
    }

    private URI address(String name) {
        String base = folder.toString();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + UploadHttp.encodeSegment(name));
    }

    private void check(HttpReply reply) throws UploadStoppedException {
        if (!reply.isSuccess()) {
            throw new UploadStoppedException(failure(reply));
        }
    }

    private UploadResult failure(HttpReply reply) {
        String host = folder.getHost();
        return switch (reply.status()) {
            case 401, 403 ->
                new OwnerNeeded(host + " rejects " + credentials.description() + " (HTTP " + reply.status()
                        + "): correct it; the user must be allowed to write to " + folder);
            case 404, 405, 409, 501 ->
                new OwnerNeeded(
                        folder + " is not a folder of a WebDAV server (HTTP " + reply.status() + "): correct url");
            case 413 -> new Refused(host + " does not accept files of this size (HTTP 413): raise its limit");
            case 507 -> new TargetUnavailable(host + " is full (HTTP 507)");
            default ->
                reply.status() >= 300 && reply.status() < 400
                        ? new OwnerNeeded(host + " redirects elsewhere (HTTP " + reply.status()
                                + "), which is not followed: write the final address into url")
                        : UploadHttp.overloaded(reply, host, http.clock())
                                .orElseGet(() -> new NotUploaded(host + " responded with HTTP " + reply.status()));
        };
    }
}
