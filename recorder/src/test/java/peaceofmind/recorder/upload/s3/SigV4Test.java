// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. */
class SigV4Test {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final SigV4 signer =
            new SigV4("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

    private String signature(String method, String path, Map<String, String> query, Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "host", "examplebucket.s3.amazonaws.com",
                "x-amz-date", "20130524T000000Z",
                "x-amz-content-sha256", EMPTY));
        all.putAll(headers);
        String header = signer.authorization(new SigV4.Request(method, path, query, all));
        assertThat(header)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,");
        return header.replaceFirst(".*Signature=", "");
    }

    @Test
    void gettingAnObjectIsSignedAsPublished() {
        assertThat(signature("GET", "/test.txt", Map.of(), Map.of("range", "bytes=0-9")))
                .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void puttingAnObjectIsSignedAsPublished() {
        assertThat(signature(
                        "PUT",
                        "/test%24file.text",
                        Map.of(),
                        Map.of(
                                "date", "Fri, 24 May 2013 00:00:00 GMT",
                                "x-amz-storage-class", "REDUCED_REDUNDANCY",
                                "x-amz-content-sha256",
                                        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")))
                .isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void aQueryWithoutAValueIsSignedAsPublished() {
        assertThat(signature("GET", "/", Map.of("lifecycle", ""), Map.of()))
                .isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void aQueryWithValuesIsSignedAsPublished() {
        assertThat(signature("GET", "/", Map.of("prefix", "J", "max-keys", "2"), Map.of()))
                .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }
}
