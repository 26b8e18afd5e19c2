// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigProblem;

final class WebhookConfigTest {

    @TempDir
    private Path folder;

    private static List<ConfigProblem> problems(String webhook) throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "alerts: {webhooks: [{" + webhook + "}]}");
        NotifyConfig.read(document);
        try {
            document.check(Set.of("alerts"));
            return document.refusals();
        } catch (ConfigException mistakes) {
            return mistakes.problems();
        }
    }

    private static WebhookConfig webhook(String keys) throws Exception {
        return NotifyConfig.read(ConfigDocument.parse("test", "alerts: {webhooks: [{" + keys + "}]}"))
                .webhooks()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "form: telegram, token_file: /t, to: 5",
                "form: telegram, token_file: /t, to: '@gym_alerts', url: 'http://127.0.0.1:8081'",
                "form: pushover, token_file: /t, to: uQiRzpo4DXghDmr9QzzfQu27cmVRsG",
                "form: matrix, url: 'https://matrix.org', token_file: /t, to: '!a:matrix.org'",
                "form: teams, url_file: /u",
                "form: gotify, url: 'https://push.example', token_file: /t",
                "form: ntfy, url: 'https://ntfy.sh/gym', token_file: /t",
                "form: slack, url_file: /u"
            })
    void eachFormHasItsKeys(String keys) throws Exception {
        assertThat(problems(keys)).isEmpty();
        assertThat(webhook(keys).recipientProblem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "form: telegram, to: 5|token_file|is missing: form telegram needs a token",
                "form: telegram, token_file: /t|to|is missing: form telegram needs a recipient",
                "form: telegram, token_file: /t, to: 5, url_file: /u|url_file|is for receivers whose URL is a secret",
                "form: matrix, token_file: /t, to: '!a:b'|url|is missing: form matrix needs the server's",
                "form: gotify, url: 'https://g.example', token_file: /t, to: 5|to|is not for form gotify: remove it",
                "form: slack, url: 'https://h.example/x', token_file: /t|token_file|is not for form slack, whose secret is its URL",
                "form: teams, url: 'https://h.example/x', url_file: /u|url|set exactly one of url and url_file",
                "form: teams|url|set exactly one of url and url_file",
                "form: gotify, url: 'http://g.example', token_file: /t|url|would send the token without encryption",
                "form: signal, url: 'https://h.example'|form|json, ntfy, slack, discord, telegram"
            })
    void aMissingKeyOrOneTooManyIsReported(String keys, String key, String message) throws Exception {
        assertThat(problems(keys)).hasSize(1).first().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("alerts.webhooks[0]." + key);
            assertThat(problem.message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "form: telegram, token_file: /t, to: '@g'|is no chat",
                "form: telegram, token_file: /t, to: '+49 170'|is no chat",
                "form: pushover, token_file: /t, to: me@example.org|is no key of a user",
                "form: matrix, url: 'https://m.example', token_file: /t, to: '#gym:m.example'|not an alias"
            })
    void aRecipientThatCannotBeOneIsReported(String keys, String message) throws Exception {
        assertThat(webhook(keys).recipientProblem().orElseThrow()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "telegram|123456789:AAF-abcdefghijklmnopqrstuvwxyz_1234|bot123456789:AAF-abcdefghijklmnopqrstuvwxyz_1234",
                "pushover|azGDORePK8gMaC0QOYAMyEEuzJnyUi|azGDORePK8gMaC0QOYAMyEEuzJnyU",
                "gotify|AbCdEf.12345-_x|CbCdEf.12345-_x",
                "ntfy|tk_agqdq7mvbofd37zqvn29rhumznizz|password",
                "matrix|syt_cGVhY2U_abcdefghijklmnop_1a2b3c|two words"
            })
    void aTokenThatCannotBeOneIsReportedWithoutIt(String form, String right, String wrong) throws Exception {
        Path file = folder.resolve("token");
        WebhookConfig config = webhook("form: " + form + ", url: 'https://h.example/x', to: x, token_file: " + file);
        assertThat(config.tokenProblem()).as("not written yet").isEmpty();
        Files.writeString(file, right + "\n");
        assertThat(config.tokenProblem()).isEmpty();
        Files.writeString(file, wrong + "\n");
        assertThat(config.tokenProblem().orElseThrow())
                .contains("does not contain")
                .doesNotContain(wrong);
    }

    @Test
    void aTopicWithoutALoginAtNtfyIsPublic() throws Exception {
        Path file = Files.writeString(folder.resolve("url"), "https://ntfy.sh/gym\n");
        assertThat(webhook("form: ntfy, url: 'https://ntfy.sh/gym'").isPublicTopic())
                .isTrue();
        assertThat(webhook("form: ntfy, url_file: " + file).isPublicTopic()).isTrue();
        assertThat(webhook("form: ntfy, token_file: /t, url_file: " + file).isPublicTopic())
                .isFalse();
        assertThat(webhook("form: ntfy, url: 'https://ntfy.sh/gym?auth=x'").isPublicTopic())
                .isFalse();
        assertThat(webhook("form: ntfy, url: 'https://ntfy.example/gym'").isPublicTopic())
                .isFalse();
        assertThat(webhook("form: json, url: 'https://ntfy.sh/gym'").isPublicTopic())
                .isFalse();
    }

    @Test
    void aCommandIsAList() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "alerts: {commands: [{name: sms}]}");
        NotifyConfig.read(document);
        assertThat(catchProblems(document))
                .extracting(ConfigProblem::key)
                .containsExactly("alerts.commands[0].command");
        assertThat(NotifyConfig.read(ConfigDocument.parse(
                                "test", "alerts: {commands: [{name: sms, command: [/bin/sms, -u]}]}"))
                        .commands()
                        .getFirst()
                        .command())
                .containsExactly("/bin/sms", "-u");
    }

    private static List<ConfigProblem> catchProblems(ConfigDocument document) {
        try {
            document.check(Set.of("alerts"));
            return List.of();
        } catch (ConfigException mistakes) {
            return mistakes.problems();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "form: telegram, token_file: /t, to: 5, remote_commands: {allow: [status, reboot], users: ['7']}",
                "form: telegram, token_file: /t, to: '-100', remote_commands: {allow: status, max_per_hour: 3}",
                "form: ntfy, url: 'https://ntfy.sh/a', token_file: /t, remote_commands: {allow: [hold], url: 'https://ntfy.sh/b'}"
            })
    void remoteCommandsAreAllowedByName(String keys) throws Exception {
        assertThat(problems(keys)).isEmpty();
        assertThat(webhook(keys).hasButtons()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "form: telegram, token_file: /t, to: 5, remote_commands: {allow: [shutdown, hold]}|allow|has no command \"shutdown\"",
                "form: telegram, token_file: /t, to: 5, remote_commands: {max_per_hour: 5}|allow|names no command",
                "form: telegram, token_file: /t, to: '@gym_alerts', remote_commands: {allow: hold}|allow|needs a chat's id",
                "form: telegram, token_file: /t, to: 5, remote_commands: {allow: hold, users: ['@ada']}|users|it is a number",
                "form: telegram, token_file: /t, to: 5, remote_commands: {allow: hold, url: 'https://b.example/x'}|url|is for form ntfy",
                "form: gotify, url: 'https://g.example', token_file: /t, remote_commands: {allow: hold}|allow|is not for form gotify",
                "form: ntfy, url: 'https://ntfy.sh/a', remote_commands: {allow: hold}|url|is missing: a topic of its own",
                "form: ntfy, url: 'https://ntfy.sh/a', remote_commands: {allow: hold, url: 'https://ntfy.sh/a'}|url|need one of their own",
                "form: ntfy, url: 'https://ntfy.sh/a', remote_commands: {allow: hold, url: 'https://ntfy.sh/b?x=1'}|url|is not the address of a topic",
                "form: ntfy, url: 'https://ntfy.sh/a', remote_commands: {allow: hold, url: 'http://ntfy.sh/b'}|url|without encryption",
                "form: ntfy, url: 'https://ntfy.sh/a', remote_commands: {allow: hold, users: ['7'], url: 'https://ntfy.sh/b'}|users|is for form telegram",
                "form: ntfy, url: 'https://ntfy.sh/a', remote_commands: {allow: [status, restart, hold, reboot], url: 'https://ntfy.sh/b'}|allow|names more than 3"
            })
    void aMistakeInRemoteCommandsIsReported(String keys, String key, String message) throws Exception {
        assertThat(problems(keys)).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("alerts.webhooks[0].remote_commands." + key);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void buttonsInATopicWithoutALoginAreUnprotected() throws Exception {
        String commands = ", remote_commands: {allow: hold, url: 'https://ntfy.example/b'}";
        assertThat(webhook("form: ntfy, url: 'https://ntfy.example/a'" + commands)
                        .hasUnprotectedButtons())
                .isTrue();
        assertThat(webhook("form: ntfy, token_file: /t, url: 'https://ntfy.example/a'" + commands)
                        .hasUnprotectedButtons())
                .isFalse();
        assertThat(webhook("form: ntfy, url: 'https://ntfy.example/a'").hasUnprotectedButtons())
                .isFalse();
    }
}
