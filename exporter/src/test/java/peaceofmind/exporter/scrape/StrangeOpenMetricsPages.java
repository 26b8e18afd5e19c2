// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static peaceofmind.exporter.scrape.StrangePage.openMetrics;
import static peaceofmind.exporter.scrape.StrangePage.openMetricsAsIs;

import java.util.List;
import java.util.stream.Stream;

/** Pages in OpenMetrics 1.0, from valid to nonsense. */
final class StrangeOpenMetricsPages {

    private static final String SPACES = "spaces and commas that OpenMetrics forbids change nothing that is read";
    private static final String METADATA = "metadata that says nothing changes no value";
    private static final String TYPE = "a type of the older format is understood in both";

    private StrangeOpenMetricsPages() {}

    static List<StrangePage> all() {
        return Stream.of(ends(), samples(), exemplars(), metadata())
                .flatMap(List::stream)
                .toList();
    }

    private static List<StrangePage> ends() {
        return List.of(
                openMetricsAsIs("OpenMetrics: only its last line", "# EOF\n"),
                openMetricsAsIs("OpenMetrics: nothing", ""),
                openMetricsAsIs("OpenMetrics: no last line", "a 1\n"),
                openMetricsAsIs("OpenMetrics: a last line without a line feed", "a 1\n# EOF"),
                openMetricsAsIs("OpenMetrics: a last line without its end", "a 1\n# EO"),
                openMetricsAsIs("OpenMetrics: a last line with a blank", "a 1\n# EOF \n"),
                openMetricsAsIs("OpenMetrics: a last line of Windows", "a 1\n# EOF\r\n"),
                openMetricsAsIs("OpenMetrics: an empty line after the last", "a 1\n# EOF\n\n"),
                openMetricsAsIs("OpenMetrics: a sample after the last line", "a 1\n# EOF\nb 2\n"),
                openMetricsAsIs("OpenMetrics: two last lines", "a 1\n# EOF\n# EOF\n"));
    }

    private static List<StrangePage> samples() {
        return List.of(
                openMetrics("OpenMetrics: values", "a nan\nb NaN\nc +Inf\nd -Inf\ne inf\nf 1e3\ng .5\nh +1\n"),
                openMetrics("OpenMetrics: an underscore in a number", "a 1_0\n"),
                openMetrics("OpenMetrics: an exponent that is too large", "a 1e400\n"),
                openMetrics("OpenMetrics: a timestamp", "a 1 1520879607.789\n"),
                openMetrics("OpenMetrics: a timestamp with an exponent", "a 1 1.5e9\n"),
                openMetrics("OpenMetrics: a timestamp before 1970", "a 1 -1.5\n"),
                openMetrics("OpenMetrics: NaN as timestamp", "a 1 NaN\n"),
                openMetrics("OpenMetrics: infinity as timestamp", "a 1 +Inf\n"),
                openMetrics("OpenMetrics: a hexadecimal timestamp", "a 1 0x1p4\n"),
                openMetrics("OpenMetrics: two spaces", "a  1\n"),
                openMetrics("OpenMetrics: a space at the end", "a 1 \n"),
                openMetrics("OpenMetrics: a space at the start", " a 1\n").differs(SPACES),
                openMetrics("OpenMetrics: a tab", "a\t1\n"),
                openMetrics("OpenMetrics: spaces within braces", "a{ b=\"c\" } 1\n")
                        .differs(SPACES),
                openMetrics("OpenMetrics: spaces around the equals sign", "a{b = \"c\"} 1\n")
                        .differs(SPACES),
                openMetrics("OpenMetrics: a space before the braces", "a {b=\"c\"} 1\n")
                        .differs(SPACES),
                openMetrics("OpenMetrics: a space after a comma", "a{b=\"c\", d=\"e\"} 1\n")
                        .differs(SPACES),
                openMetrics("OpenMetrics: no space after the braces", "a{b=\"c\"}1\n")
                        .differs(SPACES),
                openMetrics("OpenMetrics: empty braces", "a{} 1\n"),
                openMetrics("OpenMetrics: a trailing comma", "a{b=\"c\",} 1\n").differs(SPACES),
                openMetrics("OpenMetrics: only a comma", "a{,} 1\n"),
                openMetrics("OpenMetrics: no comma", "a{b=\"c\"d=\"e\"} 1\n"),
                openMetrics("OpenMetrics: a label twice", "a{b=\"c\",b=\"d\"} 1\n"),
                openMetrics("OpenMetrics: a series twice", "a 1\na 2\n"),
                openMetrics("OpenMetrics: escapes", "a{b=\"\\\\ \\\" \\n \\x\"} 1\n"),
                openMetrics("OpenMetrics: a line feed in a value", "a{b=\"c\nd\"} 1\n"),
                openMetrics("OpenMetrics: NUL in a value", "a{b=\"c\0d\"} 1\n"),
                openMetrics("OpenMetrics: a quoted name", "{\"my.metric\"} 1\n"),
                openMetrics("OpenMetrics: line ends of Windows", "a 1\r\n"),
                openMetrics("OpenMetrics: an empty line", "a 1\n\n"),
                openMetrics("OpenMetrics: a byte order mark", "\uFEFFa 1\n"));
    }

    private static List<StrangePage> exemplars() {
        return List.of(
                openMetrics("OpenMetrics: exemplars", """
                    # TYPE a counter
                    a_total 17 # {trace_id="x"} 0.67
                    b_total 17 1520879607 # {trace_id="x"} 0.67 1520879607.1
                    c_total 17 # {} 1
                    """),
                openMetrics("OpenMetrics: an exemplar of a gauge", "# TYPE a gauge\na 1 # {b=\"c\"} 1\n")
                        .differs("exemplars are not used here"),
                openMetrics("OpenMetrics: an exemplar without a value", "a_total 1 # {b=\"c\"}\n"),
                openMetrics("OpenMetrics: an exemplar without labels", "a_total 1 # 1\n"),
                openMetrics("OpenMetrics: an exemplar with a word as value", "a_total 1 # {b=\"c\"} x\n"),
                openMetrics("OpenMetrics: an exemplar with a bad timestamp", "a_total 1 # {b=\"c\"} 1 x\n"),
                openMetrics("OpenMetrics: an exemplar with NaN as timestamp", "a_total 1 # {b=\"c\"} 1 NaN\n"),
                openMetrics("OpenMetrics: an exemplar that is cut off", "a_total 1 # {b=\"c\n"),
                openMetrics("OpenMetrics: text after an exemplar", "a_total 1 # {b=\"c\"} 1 2 3\n"),
                openMetrics("OpenMetrics: an exemplar with a label twice", "a_total 1 # {b=\"c\",b=\"d\"} 1\n"),
                openMetrics(
                        "OpenMetrics: an exemplar of 200 characters",
                        "a_total 1 # {b=\"" + "x".repeat(200) + "\"} 1\n"),
                openMetrics("OpenMetrics: two exemplars", "a_total 1 # {b=\"c\"} 1 # {b=\"c\"} 1\n"));
    }

    private static List<StrangePage> metadata() {
        return List.of(
                openMetrics("OpenMetrics: a comment", "# a comment\na 1\n"),
                openMetrics("OpenMetrics: only a hash", "#\na 1\n"),
                openMetrics("OpenMetrics: TYPE twice", "# TYPE a gauge\n# TYPE a gauge\na 1\n"),
                openMetrics("OpenMetrics: HELP twice", "# HELP a one\n# HELP a two\na 1\n"),
                openMetrics("OpenMetrics: an unknown type", "# TYPE a nonsense\na 1\n"),
                openMetrics("OpenMetrics: the type untyped", "# TYPE a untyped\na 1\n")
                        .differs(TYPE),
                openMetrics("OpenMetrics: the other types", """
                    # TYPE a info
                    a_info{b="c"} 1
                    # TYPE d stateset
                    d{d="e"} 1
                    # TYPE f gaugehistogram
                    f_bucket{le="+Inf"} 1
                    f_gcount 1
                    f_gsum 1
                    # TYPE g unknown
                    g 1
                    """),
                openMetrics("OpenMetrics: created", "# TYPE a counter\na_total 1\na_created 1520430000.123\n"),
                openMetrics("OpenMetrics: a counter without _total", "# TYPE a counter\na 1\n"),
                openMetrics("OpenMetrics: a type with a blank after it", "# TYPE a gauge \na 1\n")
                        .differs(SPACES),
                openMetrics("OpenMetrics: two spaces in metadata", "# TYPE  a gauge\na 1\n"),
                openMetrics("OpenMetrics: HELP without text", "# HELP a\na 1\n").differs(METADATA),
                openMetrics("OpenMetrics: HELP without text but a blank", "# HELP a \na 1\n"),
                openMetrics("OpenMetrics: HELP with escapes", "# HELP a \\\\ \\n \\\" \\x\na 1\n"),
                openMetrics("OpenMetrics: UNIT", "# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n"),
                openMetrics("OpenMetrics: UNIT of another name", "# TYPE a gauge\n# UNIT a seconds\na 1\n")
                        .differs(METADATA),
                openMetrics("OpenMetrics: UNIT without a unit", "# UNIT a\na 1\n")
                        .differs(METADATA),
                openMetrics("OpenMetrics: UNIT that is empty", "# UNIT a \na 1\n"),
                openMetrics("OpenMetrics: a histogram with gaps", """
                    # TYPE h histogram
                    h_bucket{le="1.0"} 5
                    h_bucket{le="0.5"} 9
                    h_count 3
                    """));
    }
}
