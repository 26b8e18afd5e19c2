package peaceofmind.exporter.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import peaceofmind.metrics.Family;

/** Writes 500 samples in 100 families, about as many as :9100 exposes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WriterBenchmark {

    private final List<Family> families = families();

    private static List<Family> families() {
        List<Family> families = new ArrayList<>();
        for (int family = 0; family < 100; family++) {
            List<Family.Sample> samples = new ArrayList<>();
            for (int device = 0; device < 5; device++) {
                samples.add(new Family.Sample(Map.of("device", "disk" + device), family * 1.25e3 + device));
            }
            families.add(new Family("node_metric_" + family, Family.Type.GAUGE, "A value of a device.", samples));
        }
        return families;
    }

    /** Returns the text so that JMH consumes it and the JIT cannot eliminate the call. */
    @Benchmark
    public String text() {
        return ExpositionFormat.TEXT.write(families);
    }

    /** Returns the text so that JMH consumes it and the JIT cannot eliminate the call. */
    @Benchmark
    public String openMetrics() {
        return ExpositionFormat.OPEN_METRICS.write(families);
    }
}
