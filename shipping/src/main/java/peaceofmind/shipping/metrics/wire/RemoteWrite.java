// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/** The two versions of Prometheus remote write: their messages and their headers (prometheus.io/docs/specs/prw). */
public enum RemoteWrite {
    V1("0.1.0", "application/x-protobuf") {
        @Override
        byte[] message(Map<Series, List<SeriesSample>> series) {
            ProtobufWriter out = new ProtobufWriter();
            series.forEach((one, samples) -> {
                int timeSeries = out.startMessage(1);
                labels(one, (name, value) -> {
                    int label = out.startMessage(1);
                    out.textField(1, name);
                    out.textField(2, value);
                    out.endMessage(label);
                });
                samples(out, samples);
                out.endMessage(timeSeries);
            });
            return out.toBytes();
        }
    },
    V2("2.0.0", "application/x-protobuf;proto=io.prometheus.write.v2.Request") {
        @Override
        byte[] message(Map<Series, List<SeriesSample>> series) {
            ProtobufWriter out = new ProtobufWriter();
            Map<String, Integer> symbols = new LinkedHashMap<>();
            symbols.put("", 0);
            series.keySet()
                    .forEach(one -> labels(one, (name, value) -> {
                        symbols.putIfAbsent(name, symbols.size());
                        symbols.putIfAbsent(value, symbols.size());
                    }));
            symbols.keySet().forEach(symbol -> out.textField(4, symbol));
            series.forEach((one, samples) -> {
                int timeSeries = out.startMessage(5);
                int references = out.startMessage(1);
                labels(one, (name, value) -> {
                    out.varint(symbols.getOrDefault(name, 0));
                    out.varint(symbols.getOrDefault(value, 0));
                });
                out.endMessage(references);
                samples(out, samples);
                metadata(out, samples.getFirst().type());
                out.endMessage(timeSeries);
            });
            return out.toBytes();
        }
    };

    private static final String NAME = "__name__";

    private final String version;
    private final String contentType;

    RemoteWrite(String version, String contentType) {
        this.version = version;
        this.contentType = contentType;
    }

    /** Headers that the specification defines; not configurable. */
    public Map<String, String> headers(String userAgent) {
        return Map.of(
                "Content-Encoding",
                "snappy",
                "Content-Type",
                contentType,
                "User-Agent",
                userAgent,
                "X-Prometheus-Remote-Write-Version",
                version);
    }

    /** Encodes a request body: each series once, with its samples in the given order. */
    public byte[] encode(List<SeriesSample> samples) {
        Map<Series, List<SeriesSample>> series = new LinkedHashMap<>();
        samples.forEach(sample ->
                series.computeIfAbsent(sample.series(), _ -> new ArrayList<>()).add(sample));
        return Snappy.compress(message(series));
    }

    abstract byte[] message(Map<Series, List<SeriesSample>> series);

    /** Labels sorted by name, including {@code __name__}. */
    private static void labels(Series series, BiConsumer<String, String> each) {
        boolean named = false;
        for (Map.Entry<String, String> label : series.labels().entrySet()) {
            if (!named && label.getKey().compareTo(NAME) > 0) {
                each.accept(NAME, series.name());
                named = true;
            }
            each.accept(label.getKey(), label.getValue());
        }
        if (!named) {
            each.accept(NAME, series.name());
        }
    }

    private static void samples(ProtobufWriter out, List<SeriesSample> samples) {
        for (SeriesSample sample : samples) {
            int message = out.startMessage(2);
            // Zero is protobuf's default and is omitted.
            if (sample.valueBits() != 0) {
                out.fixed64Field(1, sample.valueBits());
            }
            out.varintField(2, sample.timeMillis());
            out.endMessage(message);
        }
    }

    private static void metadata(ProtobufWriter out, Family.Type type) {
        int number = switch (type) {
            case COUNTER -> 1;
            case GAUGE -> 2;
            case HISTOGRAM -> 3;
            case SUMMARY -> 5;
            case UNTYPED -> 0;
        };
        if (number != 0) {
            int metadata = out.startMessage(5);
            out.varintField(1, number);
            out.endMessage(metadata);
        }
    }
}
