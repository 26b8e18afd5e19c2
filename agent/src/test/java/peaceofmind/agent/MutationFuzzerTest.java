// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.MutationFuzzer;

/** A fuzzer that finds nothing proves nothing: these parsers have a defect each. */
class MutationFuzzerTest {

    private final MutationFuzzer fuzzer = MutationFuzzer.ofTexts("defect", "a=12;b=34");

    @Test
    void anUndeclaredExceptionIsFoundWithTheSeedThatReplaysIt() {
        assertThatThrownBy(
                        () -> fuzzer.run(input -> Integer.parseInt(text(input).split("[=;]", -1)[1])))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PEACE_FUZZ_SEED=")
                .cause()
                .isInstanceOfAny(NumberFormatException.class, ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void aDeclaredOneIsNone() throws Exception {
        fuzzer.run(
                input -> Integer.parseInt(text(input).split("[=;]", -1)[1]),
                NumberFormatException.class,
                ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void memoryOutOfProportionIsFound() {
        assertThatThrownBy(() -> fuzzer.withMaxBytes(32 * 1024).run(input -> {
                    String all = "";
                    for (byte value : input) {
                        all += (char) value;
                    }
                    assertThat(all).hasSize(input.length);
                }))
                .hasMessageContaining("allocated");
    }

    @Test
    void theSameInputsComeEachTime() throws Exception {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        fuzzer.withRounds(50).run(input -> first.add(text(input)));
        fuzzer.withRounds(50).run(input -> second.add(text(input)));
        assertThat(first).hasSize(50).isEqualTo(second);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }
}
