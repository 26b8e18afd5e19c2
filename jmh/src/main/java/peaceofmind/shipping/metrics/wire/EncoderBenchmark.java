package peaceofmind.shipping.metrics.wire;

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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/** Encodes and compresses one request of 150 samples, about as many as the default list sends each minute. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncoderBenchmark {

    /** Set by JMH, to each version. */
    @Param
    public RemoteWrite version = RemoteWrite.values()[0];

    private final List<SeriesSample> points = points();

    private static List<SeriesSample> points() {
        List<SeriesSample> points = new ArrayList<>();
        for (int n = 0; n < 150; n++) {
            Series series = Series.of(
                    "node_metric_number_" + n / 8 + "_seconds_total",
                    Map.of("cpu", "" + n % 8, "instance", "gym-12", "customer", "gym", "job", "node"));
            points.add(new SeriesSample(series, Family.Type.COUNTER, 1_795_000_000_000L, SeriesSample.toBits(n * 1.7)));
        }
        return points;
    }

    /** Returns the bytes so that JMH consumes them and the JIT cannot eliminate the call. */
    @Benchmark
    public byte[] encode() {
        return version.encode(points);
    }
}
