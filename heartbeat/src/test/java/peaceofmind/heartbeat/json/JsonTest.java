// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;

final class JsonTest {

    @Test
    void aMemberOfAnotherTypeIsAbsent() throws JsonException {
        JsonObject object = Json.parseObject(
                "{\"text\":\"a\",\"number\":1.5,\"bool\":true,\"null\":null,\"list\":[1],\"object\":{}}");
        for (String name : List.of("number", "bool", "null", "list", "object", "missing")) {
            assertThat(object.text(name)).as(name).isEmpty();
        }
        for (String name : List.of("text", "bool", "null", "list", "object", "missing")) {
            assertThat(object.number(name)).as(name).isEmpty();
            assertThat(object.integer(name)).as(name).isEmpty();
        }
        assertThat(object.integer("number")).isEmpty();
        assertThat(object.bool("text")).isEmpty();
        assertThat(object.object("list")).isEmpty();
        assertThat(object.items("object")).isEmpty();
        assertThat(object.get("null")).contains(JsonNull.NULL);
        assertThat(object.get("missing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-0,0", "1e3,1000", "1.50e1,15", "9223372036854775807,9223372036854775807", "100e-2,1"})
    void anIntegerIsReadInEveryNotation(String literal, long value) {
        assertThat(new JsonNumber(literal).longValue()).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "9223372036854775808",
                "1e30",
                "1e999999999",
                "1e-999999999",
                "1e99999999999",
                "1e-99999999999",
                "1.00000000000000000000000000000000000000000000"
            })
    void aNumberThatIsNotALongIsAbsentAndNeverThrows(String literal) throws JsonException {
        assertThat(Json.parseObject("{\"a\":" + literal + "}").integer("a")).isEmpty();
    }

    @Test
    void aNumberTooLargeForADoubleIsAbsent() throws JsonException {
        assertThat(Json.parseObject("{\"a\":1e999}").number("a")).isEmpty();
        assertThat(Json.parseObject("{\"a\":1e-999}").number("a")).contains(0.0);
    }

    @Test
    void aBuilderKeepsTheOrderAndWritesAbsentValuesAsNull() {
        JsonObject object = Json.object()
                .put("z", "1")
                .put("a", 2L)
                .put("none", Optional.empty())
                .put("some", Optional.of("x"))
                .put("nan", Double.NaN)
                .put("half", 0.5)
                .put("yes", true)
                .build();
        assertThat(object.toJson())
                .isEqualTo("{\"z\":\"1\",\"a\":2,\"none\":null,\"some\":\"x\",\"nan\":null,\"half\":0.5,\"yes\":true}");
    }

    @Test
    void aBuiltObjectIsImmutable() {
        Json.ObjectBuilder builder = Json.object().put("a", 1L);
        JsonObject built = builder.build();
        builder.put("b", 2L);
        assertThat(built.toJson()).isEqualTo("{\"a\":1}");
        assertThatThrownBy(() -> built.members().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void prettyJsonIsIndentedByTwoSpaces() throws JsonException {
        Json value = Json.parse("{\"a\":[1,{\"b\":[]}],\"c\":{}}");
        assertThat(value.toPrettyJson())
                .isEqualTo("{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
        assertThat(Json.parse(value.toPrettyJson())).isEqualTo(value);
    }

    @Test
    void everyCharacterRoundTrips() throws JsonException {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            all.append((char) c).append('-');
        }
        Json text = new Json.JsonText(all.toString());
        assertThat(Json.parse(text.toJson())).isEqualTo(text);
        assertThat(text.toJson()).doesNotContain("\n").doesNotContain("\0");
    }
}
