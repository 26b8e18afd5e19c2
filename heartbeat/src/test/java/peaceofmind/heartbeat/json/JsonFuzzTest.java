// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Seeded: a failure can be replayed with its seed. */
final class JsonFuzzTest {

    private static final List<String> VALID = List.of(
            "{\"timestamp\":\"2026-11-23T21:34:59.154115\",\"uptime_seconds\":101.89409303665161,\"state\":\"ready\","
                    + "\"recording_active\":false,\"currently_uploading\":null,\"pid\":15103}",
            "[1,-2.5e-7,{\"a\":[[],{},\"\\ud83d\\ude00\\u0000\\n\"]},true,false,null]",
            "{\"a\":{\"b\":{\"c\":[1e999,0.0,-0]}}}");
    private static final String FUZZ_CHARACTERS = "{}[]\",:\\u0123456789eE+-.tfn \t\n\0\uFEFF\ud83d\ude00ä";
    private static final int ITERATIONS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 20261124})
    @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedDocumentIsAnErrorOrAValueThatRoundTrips(long seed) throws JsonException {
        Random random = new Random(seed);
        int rejected = 0;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            String text = damage(VALID.get(random.nextInt(VALID.size())), random);
            Json value;
            try {
                value = Json.parse(text);
            } catch (JsonException problem) {
                assertThat(problem.position()).as(text).isBetween(0, text.length());
                rejected++;
                continue;
            }
            readEveryMember(value);
            assertThat(Json.parse(value.toJson())).as(text).isEqualTo(value);
            assertThat(Json.parse(value.toPrettyJson())).as(text).isEqualTo(value);
        }
        assertThat(rejected).isBetween(ITERATIONS / 2, ITERATIONS - 1);
    }

    private static void readEveryMember(Json value) {
        if (value instanceof JsonObject object) {
            for (String name : object.members().keySet()) {
                assertThat(object.number(name).filter(number -> number.isInfinite()))
                        .isEmpty();
                assertThat(object.integer(name)).isNotNull();
            }
        }
    }

    private static String damage(String valid, Random random) {
        StringBuilder text = new StringBuilder(valid);
        for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, FUZZ_CHARACTERS.charAt(random.nextInt(FUZZ_CHARACTERS.length())));
                case 1 -> text.insert(at, FUZZ_CHARACTERS.charAt(random.nextInt(FUZZ_CHARACTERS.length())));
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.setLength(at);
                default -> text.insert(at, text.substring(random.nextInt(at + 1), at));
            }
        }
        return text.toString();
    }
}
