// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretMaskTest {

    private final SecretMask mask = new SecretMask(List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "login password=hunter2 ok|login password=*** ok",
                "{\"password\": \"hunter 2\", \"a\": 1}|{\"password\": \"***\", \"a\": 1}",
                "{\"password\": \"hun\\\"ter\", \"a\": 1}|{\"password\": \"***\", \"a\": 1}",
                "\"{\\\"token\\\": \\\"hunter 2\\\", \\\"a\\\": 1}\"|\"{\\\"token\\\": \\\"***\\\", \\\"a\\\": 1}\"",
                "password: my hunter 2 # mine|password: ***",
                "  - smtp_password:     hunter2|  - smtp_password:     ***",
                "tokens: [hunter2, hunter3] x|tokens: ***] x",
                "secret: {value: hunter2} x|secret: ***} x",
                "client_secret='hunter2'|client_secret='***'",
                "'Authorization': 'Bearer abcdefgh12345', x|'Authorization': '***', x",
                "Authorization: Bearer abcdefgh12345|Authorization: ***",
                "authorization: Basic dXNlcjpwdw==|authorization: ***",
                "Authorization: Digest username=\"u\", response=\"6629fae4\"|Authorization: ***",
                "Set-Cookie: session=hunter2; Path=/|Set-Cookie: ***",
                "sent Bearer abcdefgh12345|sent Bearer ***",
                "api_key=1 access-key: 2 TOKEN=3|api_key=*** access-key: *** TOKEN=***",
                "X-Api-Key: hunter2|X-Api-Key: ***",
                "chat_id=-100123 text=hello|chat_id=*** text=hello",
                "ffmpeg --http-password hunter2 -i x|ffmpeg --http-password *** -i x",
                "https://host/path?token=abc&x=1|https://host/path?token=***&x=1",
                "https://host/path?x=1&key=abc|https://host/path?x=1&key=***",
                "rtsp://admin:s3cr3t@10.0.0.5/stream|rtsp://admin:***@10.0.0.5/stream",
                "rtsp://admin:p@ss:w@10.0.0.5/stream|rtsp://admin:***@10.0.0.5/stream",
                "rtsp://admin:p/w?x#y@10.0.0.5/stream|rtsp://admin:***@10.0.0.5/stream",
                "https://ghp_abcdef@github.com/a/b.git|https://***@github.com/a/b.git",
                "https://api.telegram.org/bot123456789:AAF-abcdefghijklmnop_qrstu/sendMessage|https://api.telegram.org/bot***/sendMessage",
                "https://hooks.slack.com/services/T00/B00/xxx 404|https://hooks.slack.com/*** 404",
                "https://discord.com/api/webhooks/1/abc|https://discord.com/api/***",
                "https://ntfy.sh/my-topic|https://ntfy.sh/***",
                "https://kuma.example/api/push/Ab12Cd34Ef?status=up|https://kuma.example/api/push/***?status=up",
                "https://hc.example/ping/5f1c9a0e-7d0b-4d3a-9c55-0c8e0a1b2c3d/fail 500|https://hc.example/ping/***/fail 500"
            })
    void secretsAreHidden(String line, String masked) {
        assertThat(mask.apply(line)).isEqualTo(masked);
        assertThat(mask.apply(masked)).as("again").isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the password was wrong",
                "password_file: /etc/peace/secrets/mail",
                "12:30:01 INFO http://host:80/a@b done",
                "GET http://[::1]:9101/metrics a@b",
                "git clone ssh://git@host/a.git",
                "mail to somebody@example.org",
                "monkey=banana tokenizer=3"
            })
    void theRestStaysAsItIs(String line) {
        assertThat(mask.apply(line)).isEqualTo(line);
    }

    @Test
    void linesOfAPrivateKeyAndOfAYamlBlockAreHidden() {
        assertThat(mask.apply("""
                                a: 1
                                tls_key: |
                                  -----BEGIN EC PRIVATE KEY-----
                                  MIIhunter2
                                  -----END EC PRIVATE KEY-----
                                b: 2
                                camera:
                                  password: >-
                                    hunter2
                                    hunter3
                                  name: door
                                """)).isEqualTo("""
                        a: 1
                        tls_key: |
                          -----BEGIN EC PRIVATE KEY-----
                        ***
                        ***
                        b: 2
                        camera:
                          password: ***
                        ***
                        ***
                          name: door
                        """);
    }

    @Test
    void configuredPatternsHideTheirGroupOrTheWholeMatch() {
        SecretMask configured =
                new SecretMask(List.of(Pattern.compile("member (\\d+)"), Pattern.compile("[A-Z]{2}\\d{8}")));
        assertThat(configured.apply("member 4711 has AT12345678")).isEqualTo("member *** has ***");
    }

    @Test
    void knownSecretsAreHiddenWhereverTheyStand() {
        SecretMask known = new SecretMask(List.of(), List.of("correct horse", "horse battery staple", "short"));
        assertThat(known.apply("a correct horse; a horse battery staple, a short one"))
                .isEqualTo("a ***; a ***, a short one");
    }

    @Test
    void aLineThatAConfiguredPatternNeedsTooLongForIsHiddenAsAWhole() {
        SecretMask slow = new SecretMask(List.of(Pattern.compile("(?:a+)+b")));
        assertThat(slow.apply("x " + "a".repeat(5_000) + "\nfine")).isEqualTo("***\nfine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " ",
                "\"",
                "\\\"",
                "password",
                "password:",
                "password=",
                "token=[",
                "token: {",
                "://",
                "a://b:",
                "x://b:c",
                "a://b:c@",
                "x://a@b:",
                "--",
                "--a",
                "--secret ",
                "bearer ",
                "bot1",
                "authorization: ",
                "authorization: basic ",
                "cookie=",
                "discord.com/api/",
                "://a.b.c",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "?key=",
                "- ",
                "a.-",
                "@",
                "://a:b/c?d:",
                ":",
                "\t: "
            })
    void tenTimesTheTextIsTenTimesTheWork(String repeated) {
        long small = steps(repeated.repeat(20_000 / repeated.length()));
        long large = steps(repeated.repeat(200_000 / repeated.length()));
        assertThat(large).isLessThan(11 * small + 10_000);
        assertThat(large).as("steps for 200,000 characters").isLessThan(200_000L * 300);
    }

    private static long steps(String line) {
        SecretMask counted = new SecretMask(List.of());
        String masked = counted.apply(line);
        assertThat(masked).isNotEqualTo(line.length() > 3 ? SecretMask.HIDDEN : "");
        return counted.steps();
    }
}
