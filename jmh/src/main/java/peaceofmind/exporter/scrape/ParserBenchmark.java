package peaceofmind.exporter.scrape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parses 1,000 samples in 200 families. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParserBenchmark {

    private static final ScrapeLimits LIMITS = new ScrapeLimits(10_000_000, 10_000, 30);

    private final byte[] body = body();

    private static byte[] body() {
        StringBuilder text = new StringBuilder();
        for (int family = 0; family < 200; family++) {
            String name = "metric_" + family;
            text.append("# HELP " + name + " Something.\n# TYPE " + name + " gauge\n");
            for (int device = 0; device < 5; device++) {
                text.append(name + "{device=\"disk" + device + "\",mode=\"user\"} " + (family * 1.25e7 + device) + "\n");
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns an {@code Object} because the result's type is package-private. */
    @Benchmark
    public Object text() throws IOException {
        return ExpositionParser.parse(new ByteArrayInputStream(body), TextFormat.PROMETHEUS, LIMITS);
    }
}
