// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.http.UploadHttp;

/** AWS Signature Version 4 in a header (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). */
final class SigV4 {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;

    private final String accessKey;
    private final String secretKey;
    private final String region;

    SigV4(String accessKey, String secretKey, String region) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.region = region;
    }

    /**
     * A request as it is signed.
     *
     * @param path already encoded
     * @param query names and values, not encoded
     * @param headers all that are signed, with lower-case names, among them {@code host} and {@code x-amz-content-sha256}
     */
    record Request(String method, String path, Map<String, String> query, Map<String, String> headers) {}

    /** The value of {@code x-amz-date}. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** The value of the header {@code Authorization}; {@code x-amz-date} must be among the headers. */
    String authorization(Request request) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        String time = headers.getOrDefault("x-amz-date", "");
        String scope = time.substring(0, DATE_LENGTH) + "/" + region + "/s3/aws4_request";
        String signedHeaders = String.join(";", headers.keySet());
        String canonical = String.join(
                "\n",
                request.method(),
                request.path(),
                canonicalQuery(request.query()),
                headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                        .collect(Collectors.joining()),
                signedHeaders,
                headers.getOrDefault("x-amz-content-sha256", ""));
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(canonical));
        byte[] key = bytes("AWS4" + secretKey);
        for (String part : new String[] {time.substring(0, DATE_LENGTH), region, "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ",SignedHeaders=" + signedHeaders
                + ",Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    /** Sorted and encoded, as it must also stand in the address. */
    static String canonicalQuery(Map<String, String> query) {
        return new TreeMap<>(query)
                .entrySet().stream()
                        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return UploadHttp.encodeSegment(text);
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(UploadJob.newSha256().digest(bytes(text)));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
