// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonBool;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonText;

final class JsonParserTest {

    @Test
    void everyTypeOfValueCanBeADocument() throws JsonException {
        assertThat(Json.parse("null")).isEqualTo(JsonNull.NULL);
        assertThat(Json.parse(" true ")).isEqualTo(new JsonBool(true));
        assertThat(Json.parse("\r\n\tfalse")).isEqualTo(new JsonBool(false));
        assertThat(Json.parse("\"\"")).isEqualTo(new JsonText(""));
        assertThat(Json.parse("[ ]")).isEqualTo(new JsonArray(List.of()));
        assertThat(Json.parse("{ }")).isEqualTo(Json.object().build());
        assertThat(Json.parse("[1, [2], {\"a\": [] }]"))
                .isEqualTo(new JsonArray(List.of(
                        new JsonNumber("1"),
                        new JsonArray(List.of(new JsonNumber("2"))),
                        Json.object().put("a", List.of()).build())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "1", "-12", "0.50", "1.0", "1e5", "1E+05", "-2.5e-7", "101.89409303665161", "1e999"})
    void aNumberKeepsItsLiteral(String literal) throws JsonException {
        assertThat(Json.parse(literal)).isEqualTo(new JsonNumber(literal));
        assertThat(Json.parse("[" + literal + "]").toJson()).isEqualTo("[" + literal + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"01", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "1_000"
            })
    void invalidNumbersAreRejected(String literal) {
        assertThatThrownBy(() -> Json.parse(literal)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "[1}",
                "{\"a\":1]",
                "tru",
                "True",
                "nul",
                "\"",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\tb\"",
                "\"a\nb\"",
                "\"\\n\t\"",
                "// no\n1",
                "\uFEFF1",
                "\u00a01",
                "\"\\u\uFF11\uFF11\uFF11\uFF11\"",
                "]",
                ":"
            })
    void malformedTextIsRejected(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void allEscapeSequencesAreParsed() throws JsonException {
        assertThat(Json.parse("\"\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u00e4\\u00E4 \\u0000\""))
                .isEqualTo(new JsonText("\" \\ / \b\f\n\r\t \u00e4\u00e4 \0"));
    }

    @Test
    void surrogatePairsBecomeOneCharacterAndLoneOnesSurvive() throws JsonException {
        assertThat(Json.parse("\"\\ud83d\\ude00\"")).isEqualTo(new JsonText("\ud83d\ude00"));
        Json lone = Json.parse("\"\\ud83d!\\ude00\"");
        assertThat(lone).isEqualTo(new JsonText("\ud83d!\ude00"));
        assertThat(lone.toJson()).isEqualTo("\"\\ud83d!\\ude00\"");
    }

    @Test
    void theLastOfDuplicateMembersCounts() throws JsonException {
        assertThat(Json.parseObject("{\"a\":1,\"b\":2,\"a\":3}").toJson()).isEqualTo("{\"a\":3,\"b\":2}");
    }

    @Test
    void nestingIsAllowedUpToTheLimit() throws JsonException {
        int limit = JsonParser.MAX_DEPTH;
        assertThat(Json.parse("[".repeat(limit) + "]".repeat(limit))).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> Json.parse("[".repeat(limit + 1) + "]".repeat(limit + 1)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("deeper than 64");
        assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(1_000_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void siblingsDoNotCountAsDepth() throws JsonException {
        String siblings = "[[]" + ",[]".repeat(1000) + "]";
        assertThat(Json.parse(siblings).toJson()).isEqualTo(siblings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} x | 3 | expected the end of the text",
                "{} {} | 3 | expected the end of the text",
                "[1, ?] | 4 | expected a value",
                "{\"a\" 1} | 5 | expected ':'",
                "{\"a\": 1 | 7 | but the text ends",
                "{\"a\": tru | 9 | but the text ends",
                "{\"a\": truth} | 6 | expected a value",
                "{\"a\": \"\\u00 | 11 | but the text ends",
                "{\"a\": -  | 7 | but the text ends",
                "{\"a | 3 | unterminated string",
            })
    void anErrorNamesItsPosition(String text, int position, String message) {
        JsonException problem = catchThrowableOfType(JsonException.class, () -> Json.parse(text));
        assertThat(problem.position()).isEqualTo(position);
        assertThat(problem).hasMessageContaining(message).hasMessageContaining("at character " + position);
    }

    @Test
    void jsonThatIsNotAnObjectIsDistinguishedFromInvalidJson() {
        JsonException problem = catchThrowableOfType(JsonException.class, () -> Json.parseObject("[1]"));
        assertThat(problem.position()).isEqualTo(-1);
        assertThat(problem).hasMessage("expected a JSON object");
    }
}
