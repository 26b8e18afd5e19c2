// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peaceofmind.foundation.log.ErrorText;

/**
 * Feeds a parser of foreign bytes with damaged, extended and repeated examples of valid input. It fails for an exception that the parser does
 * not declare, for memory out of proportion to the input, and for input that keeps the CPU busy; the failure names the seed that replays it.
 * Without {@code PEACE_FUZZ_SECONDS} in the environment it is the same short run each time; with it, each parser is fed for that long, from
 * {@code PEACE_FUZZ_SEED} on if that is set, otherwise from a new seed.
 */
public final class MutationFuzzer {

    private static final int ROUNDS = 3_000;
    private static final long FIXED_SEED = 20_261_130;

    /** One input of this number: part of it is repeated until it has this size: work that grows with its square shows. */
    private static final int LARGE_INPUT_EVERY = 100;

    private static final int MAX_LARGE_BYTES = 128 * 1024;
    private static final int MAX_BYTES = 8 * 1024;

    private static final long MAX_ALLOCATED_BYTES_PER_BYTE = 4_000;
    private static final long MIN_ALLOCATION_LIMIT = 64L * 1024 * 1024;

    /** CPU time of one input: a thousand times what a parser in proportion to its input takes, on the slowest machine. */
    private static final Duration MAX_CPU_TIME = Duration.ofSeconds(10);

    /** For an input that never ends. */
    private static final Duration HANG_TIMEOUT = Duration.ofMinutes(3);

    private static final int MAX_SHOWN_CHARS = 2_000;

    private static final List<String> TOKENS = List.of(
            "\"",
            "'",
            "\\",
            "\\\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            "=",
            ",",
            ";",
            "\n",
            "\r\n",
            "\n\n",
            "\t",
            " ",
            "\0",
            "\u001b[31m",
            "../",
            "/",
            "-",
            "+",
            "0",
            "-1",
            "9223372036854775807",
            "9223372036854775808",
            "1e999",
            "NaN",
            "-Inf",
            "0x",
            "%",
            "&a",
            "*a",
            "!!",
            "#",
            "\ufeff",
            "\ud83d\ude00",
            "\u202e",
            "\u2028",
            "null",
            "true");

    private final String name;
    private final List<byte[]> seeds;
    private final int maxLargeBytes;
    private final int rounds;

    /** Parses an input. */
    public interface Target {
        /** Throws only what the parser declares for invalid input. */
        void parse(byte[] input) throws Exception;
    }

    /** @param validInputs examples of what the parser accepts; at least one */
    public MutationFuzzer(String name, List<byte[]> validInputs) {
        this(name, validInputs, MAX_LARGE_BYTES, ROUNDS);
    }

    private MutationFuzzer(String name, List<byte[]> validInputs, int maxLargeBytes, int rounds) {
        this.name = name;
        this.seeds = List.copyOf(validInputs);
        this.maxLargeBytes = maxLargeBytes;
        this.rounds = rounds;
    }

    /** The same, with inputs of at most that size: the limit of what the parser is ever given. */
    public MutationFuzzer withMaxBytes(int bytes) {
        return new MutationFuzzer(name, seeds, bytes, rounds);
    }

    /** The same with that number of inputs in a short run, for a parser that has to be called through a socket. */
    public MutationFuzzer withRounds(int shortRun) {
        return new MutationFuzzer(name, seeds, maxLargeBytes, shortRun);
    }

    /** Examples as text. */
    public static MutationFuzzer ofTexts(String name, String... validInputs) {
        return new MutationFuzzer(
                name,
                Arrays.stream(validInputs)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /**
     * Runs all rounds.
     *
     * @param expected what the parser throws for invalid input
     */
    @SafeVarargs
    public final void run(Target target, Class<? extends Exception>... expected) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        long seconds = Long.parseLong(environment.getOrDefault("PEACE_FUZZ_SECONDS", "0"));
        long firstSeed = Long.parseLong(environment.getOrDefault(
                "PEACE_FUZZ_SEED", Long.toString(seconds == 0 ? FIXED_SEED : System.nanoTime() >>> 8)));
        List<Class<? extends Exception>> expectedTypes = new ArrayList<>();
        for (Class<? extends Exception> type : expected) {
            expectedTypes.add(type);
        }
        long startedAt = System.nanoTime();
        long round = 0;
        while (seconds == 0 ? round < rounds : System.nanoTime() - startedAt < TimeUnit.SECONDS.toNanos(seconds)) {
            runOnce(firstSeed + round, round % LARGE_INPUT_EVERY == LARGE_INPUT_EVERY - 1, target, expectedTypes);
            round++;
        }
        if (seconds > 0) {
            System.err.println("fuzz: " + name + ": " + round + " inputs from seed " + firstSeed);
        }
    }

    private void runOnce(long seed, boolean large, Target target, List<Class<? extends Exception>> expected)
            throws InterruptedException {
        byte[] input = mutate(new Random(seed), large);
        CompletableFuture<Cost> measured = new CompletableFuture<>();
        Runnable work = () -> {
            try {
                measured.complete(measure(target, input, expected));
            } catch (Exception | Error unexpected) {
                measured.completeExceptionally(unexpected);
            }
        };
        // Virtual threads have no CPU time of their own.
        Thread thread = Thread.ofPlatform().daemon().name("fuzz").start(work);
        try {
            Cost cost = measured.get(HANG_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            long maxAllocation = Math.max(MIN_ALLOCATION_LIMIT, input.length * MAX_ALLOCATED_BYTES_PER_BYTE);
            if (cost.allocatedBytes() > maxAllocation) {
                throw failure(seed, input, "allocated " + cost.allocatedBytes() + " bytes", null);
            } else if (cost.cpuNanos() > MAX_CPU_TIME.toNanos()) {
                throw failure(seed, input, "took " + cost.cpuNanos() / 1_000_000 + " ms of CPU time", null);
            }
        } catch (ExecutionException unexpected) {
            throw failure(seed, input, "threw " + ErrorText.of(unexpected), unexpected.getCause());
        } catch (TimeoutException hangs) {
            thread.interrupt();
            throw failure(seed, input, "has not ended after " + HANG_TIMEOUT.toSeconds() + " s", hangs);
        }
    }

    /** What parsing an input took. */
    private record Cost(long cpuNanos, long allocatedBytes) {}

    private static Cost measure(Target target, byte[] input, List<Class<? extends Exception>> expected)
            throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        try {
            target.parse(input);
        } catch (Exception thrown) {
            if (expected.stream().noneMatch(type -> type.isInstance(thrown))) {
                throw thrown;
            }
        }
        return new Cost(
                threads.getCurrentThreadCpuTime() - cpuBefore,
                threads.getCurrentThreadAllocatedBytes() - allocatedBefore);
    }

    private AssertionError failure(long seed, byte[] input, String what, @Nullable Throwable cause) {
        String shown = escaped(input);
        return new AssertionError(
                name + " " + what + ": PEACE_FUZZ_SECONDS=1 PEACE_FUZZ_SEED=" + seed + " replays it; " + input.length
                        + " bytes: " + shown.substring(0, Math.min(MAX_SHOWN_CHARS, shown.length())),
                cause);
    }

    /** Bytes of the input as text of printable characters. */
    private static String escaped(byte[] input) {
        StringBuilder text = new StringBuilder();
        for (byte value : input) {
            if (value >= ' ' && value < 0x7f && value != '\\') {
                text.append((char) value);
            } else {
                text.append(String.format(Locale.ROOT, "\\x%02x", value & 0xFF));
            }
        }
        return text.toString();
    }

    private byte[] mutate(Random random, boolean large) {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            input = change(input, random);
            if (input.length > MAX_BYTES) {
                input = Arrays.copyOf(input, MAX_BYTES);
            }
        }
        return large ? enlarge(input, random) : Arrays.copyOf(input, Math.min(input.length, maxLargeBytes));
    }

    private byte[] change(byte[] input, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(Math.min(64, input.length - from) + 1);
        return switch (random.nextInt(7)) {
            case 0 -> flipBit(input, random);
            case 1 -> replace(input, from, to, new byte[0]);
            case 2 -> Arrays.copyOf(input, from);
            case 3 -> replace(input, to, to, repeated(Arrays.copyOfRange(input, from, to), 1 + random.nextInt(20)));
            case 4 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                yield replace(
                        input, from, to, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
            }
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(8)];
                random.nextBytes(bytes);
                yield replace(input, from, to, bytes);
            }
            default ->
                replace(
                        input,
                        from,
                        random.nextBoolean() ? from : to,
                        TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] flipBit(byte[] input, Random random) {
        byte[] flipped = input.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] enlarge(byte[] input, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(Math.min(40, input.length - from) + 1);
        int length = Math.max(1, to - from);
        int times = Math.max(0, maxLargeBytes - input.length) / length;
        return replace(input, to, to, repeated(Arrays.copyOfRange(input, from, to), times));
    }

    private static byte[] repeated(byte[] bytes, int times) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            parts.add(bytes);
        }
        return concatenated(parts);
    }

    private static byte[] replace(byte[] input, int from, int to, byte[] by) {
        return concatenated(List.of(
                Arrays.copyOf(input, from), by, Arrays.copyOfRange(input, Math.min(to, input.length), input.length)));
    }

    private static byte[] concatenated(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
