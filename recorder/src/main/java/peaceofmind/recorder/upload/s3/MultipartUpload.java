// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.http.HttpReply;

/** An upload in parts (docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html). */
final class MultipartUpload {

    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>([!-~&&[^<&\\s]]{1,1000})</UploadId>");
    private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("<PartNumber>(\\d{1,5})</PartNumber>");
    private static final Pattern SIZE = Pattern.compile("<Size>(\\d{1,18})</Size>");
    private static final Pattern ETAG =
            Pattern.compile("<ETag>(?:\"|&quot;|&#34;)?([^<&\"]{1,200})(?:\"|&quot;|&#34;)?</ETag>");
    private static final Pattern MORE = Pattern.compile("<IsTruncated>true</IsTruncated>");
    private static final Pattern NEXT = Pattern.compile("<NextPartNumberMarker>(\\d{1,5})</NextPartNumberMarker>");
    private static final int MAX_PAGES = 12;

    private final S3Client client;
    private final String key;
    private final Map<Integer, Part> parts = new TreeMap<>();
    private String id;

    private record Part(String etag, long bytes) {}

    /** @param savedId of an earlier attempt, or a hyphen */
    MultipartUpload(S3Client client, String key, String savedId) {
        this.client = client;
        this.key = key;
        this.id = savedId;
    }

    String id() {
        return id;
    }

    /** Gets the list of the parts that the server has; false when it does not know the upload any more. */
    boolean resume() throws IOException, InterruptedException, UploadStoppedException {
        if (id.equals("-")) {
            return false;
        }
        String marker = "0";
        for (int page = 0; page < MAX_PAGES; page++) {
            HttpReply reply = client.send("GET", key, Map.of("uploadId", id, "part-number-marker", marker));
            if (reply.status() == 404) {
                parts.clear();
                return false;
            }
            client.check(reply);
            readParts(reply.body());
            Matcher next = NEXT.matcher(reply.body());
            if (!MORE.matcher(reply.body()).find() || !next.find()) {
                return true;
            }
            marker = next.group(1);
        }
        return true;
    }

    private void readParts(String xml) {
        Matcher part = PART.matcher(xml);
        while (part.find()) {
            Matcher number = NUMBER.matcher(part.group(1));
            Matcher size = SIZE.matcher(part.group(1));
            Matcher etag = ETAG.matcher(part.group(1));
            if (number.find() && size.find() && etag.find()) {
                parts.put(Integer.parseInt(number.group(1)), new Part(etag.group(1), Long.parseLong(size.group(1))));
            }
        }
    }

    void start() throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = client.check(client.send("POST", key, Map.of("uploads", "")));
        Matcher found = UPLOAD_ID.matcher(reply.body());
        if (!found.find()) {
            throw new UploadStoppedException(new NotUploaded("the server started an upload without an ID"));
        }
        id = found.group(1);
    }

    boolean has(int number, long bytes) {
        Part part = parts.get(number);
        return part != null && part.bytes() == bytes;
    }

    void send(int number, UploadJob job, long offset, long length, String sha256)
            throws IOException, InterruptedException, UploadStoppedException {
        Map<String, String> query = new HashMap<>();
        query.put("partNumber", Integer.toString(number));
        query.put("uploadId", id);
        HttpReply reply = client.check(client.sendFile(key, query, job, offset, length, sha256));
        String etag = reply.header("ETag").orElse("").replace("\"", "");
        if (etag.isEmpty()) {
            throw new UploadStoppedException(new NotUploaded("the server stored a part without an ETag"));
        }
        parts.put(number, new Part(etag, length));
    }

    void complete(int count) throws IOException, InterruptedException, UploadStoppedException {
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        parts.forEach((number, part) -> {
            if (number <= count) {
                xml.append("<Part><PartNumber>")
                        .append(number)
                        .append("</PartNumber><ETag>\"")
                        .append(part.etag())
                        .append("\"</ETag></Part>");
            }
        });
        client.check(client.send(
                "POST",
                key,
                Map.of("uploadId", id),
                xml.append("</CompleteMultipartUpload>").toString()));
    }
}
