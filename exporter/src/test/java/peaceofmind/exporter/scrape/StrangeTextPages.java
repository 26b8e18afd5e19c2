// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static peaceofmind.exporter.scrape.StrangePage.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pages in the text format 0.0.4, from valid to nonsense. */
final class StrangeTextPages {

    private static final String TIMESTAMP =
            "the format's documentation has a timestamp before 1970, and timestamps are not used here";
    private static final String LINE = "a line has at most 64 KiB here, whatever is in it";
    private static final String TYPE = "a type of OpenMetrics is understood in both formats";
    private static final String BLANKS = "blanks around a type say nothing";
    private static final String NUL = "Prometheus stops at a NUL and loses the lines after it";

    private StrangeTextPages() {}

    static List<StrangePage> all() {
        return Stream.of(numbers(), names(), labels(), metadata(), lines(), sizes())
                .flatMap(List::stream)
                .toList();
    }

    private static List<StrangePage> numbers() {
        return List.of(
                text("nan in any case", "a 1\nb nan\nc NaN\nd NAN\n"),
                text("infinities", "a +Inf\nb -Inf\nc Inf\nd inf\ne -inf\nf +INF\ng Infinity\nh -infinity\n"),
                text("nan with a sign", "a +NaN\n"),
                text("a plus sign", "a +1\n"),
                text("no digit before the point", "a .5\nb -.5\n"),
                text("no digit after the point", "a 5.\n"),
                text("only a point", "a .\n"),
                text("an exponent", "a 1e3\nb 1E-3\nc 1e+3\n"),
                text("an exponent without digits", "a 1e\n"),
                text("an exponent that is too large", "a 1e400\n"),
                text("an exponent that is too small", "a 1e-400\nb 4.9e-324\n"),
                text("many digits", "a 0.1000000000000000055511151231257827\nb 123456789012345678901234567890\n"),
                text("minus zero", "a -0\n"),
                text("leading zeros", "a 007\n"),
                text("an underscore in a number", "a 1_0\n"),
                text("hexadecimal", "a 0x10\n"),
                text("hexadecimal with an exponent", "a 0x1p4\n"),
                text("a suffix of Java", "a 1d\n"),
                text("a decimal comma", "a 1,5\n"),
                text("a word as value", "a true\n"),
                text("no value", "a\n"),
                text("no value and a space", "a \n"),
                text("a timestamp", "a 1 1395066363000\n"),
                text("a timestamp before 1970", "a 1 -3982045\n").differs(TIMESTAMP),
                text("a timestamp with a plus sign", "a 1 +3982045\n").differs(TIMESTAMP),
                text("a timestamp with a fraction", "a 1 1395066363.5\n"),
                text("a timestamp that is too large", "a 1 99999999999999999999\n"),
                text("a timestamp of another century", "a 1 9223372036854775807\n"),
                text("text after the timestamp", "a 1 2 3\n"),
                text("an exemplar", "a_total 1 # {trace_id=\"x\"} 1\n"));
    }

    private static List<StrangePage> names() {
        return List.of(
                text("a name with colons", "a:b:c 1\n:d 2\n"),
                text("a name that starts with a digit", "1a 1\n"),
                text("a name with a hyphen", "a-b 1\n"),
                text("a name with a dot", "a.b 1\n"),
                text("a name in UTF-8", "grün 1\n"),
                text("a quoted name", "{\"my.metric\"} 1\n"),
                text("a quoted name with labels", "{\"my.metric\",b=\"c\"} 1\n"),
                text("no name", "{b=\"c\"} 1\n"),
                text("the name as a label instead", "{__name__=\"a\"} 1\n"),
                text("the name as a label too", "a{__name__=\"b\"} 1\n"),
                text("a reserved label", "a{__b__=\"c\"} 1\n"),
                text("the label job", "a{job=\"theirs\",instance=\"theirs\"} 1\n"),
                text("the labels job and exported_job", "a{job=\"x\",exported_job=\"y\"} 1\n"),
                text("a label of the target", "a{page=\"theirs\"} 1\n"),
                text("the series up", "up 7\nscrape_samples_scraped 7\n")
                        .differs(
                                "a target cannot hide whether it could be scraped; Prometheus keeps the target's own"));
    }

    private static List<StrangePage> labels() {
        return List.of(
                text("empty braces", "a{} 1\nb{ } 2\nc {} 3\n"),
                text("a trailing comma", "a{b=\"c\",} 1\nd{e=\"f\" , } 1\n"),
                text("only a comma", "a{,} 1\n"),
                text("two commas", "a{b=\"c\",,d=\"e\"} 1\n"),
                text("no comma", "a{b=\"c\" d=\"e\"} 1\n"),
                text("no comma and no space", "a{b=\"c\"d=\"e\"} 1\n"),
                text("blanks around everything", "a\t{ b = \"c\"\t,  d=\"e\" }  1  2  \n"),
                text("blanks before the name", "  a 1\n")
                        .differs("the format ignores them; Prometheus takes them for a part of the name, if labels"
                                + " follow"),
                text("no space after the braces", "a{b=\"c\"}1\n"),
                text("no space after empty braces", "a{}1\n"),
                text("labels in another order", "a{z=\"1\",b=\"2\"} 1\na{b=\"2\",z=\"1\"} 2\n"),
                text("an empty label", "a{b=\"\"} 1\nc{d=\"\",e=\"f\"} 1\n"),
                text("an empty label and none", "a{b=\"\"} 1\na 2\n"),
                text("a label twice", "a{b=\"c\",b=\"d\"} 1\n"),
                text("a label twice with one value", "a{b=\"c\",b=\"c\"} 1\n"),
                text("an empty label twice", "a{b=\"\",b=\"\"} 1\n"),
                text("a label that starts with a digit", "a{1b=\"c\"} 1\n"),
                text("a label with a colon", "a{b:c=\"d\"} 1\n"),
                text("a label with a hyphen", "a{b-c=\"d\"} 1\n"),
                text("a label without quotation marks", "a{b=c} 1\n"),
                text("a label in single quotation marks", "a{b='c'} 1\n"),
                text("a label without a value", "a{b} 1\n"),
                text("an open quotation mark", "a{b=\"c} 1\n"),
                text("an open brace", "a{b=\"c\" 1\n"),
                text("braces in a value", "a{b=\"{c=\\\"d\\\"},#\"} 1\n"),
                text("known escapes", "a{b=\"\\\\ \\\" \\n\"} 1\n"),
                text("unknown escapes", "a{b=\"\\x \\t \\d+\\.\"} 1\n"),
                text("a path of Windows", "a{path=\"C:\\Program Files\\new\\x\"} 1\n"),
                text("a backslash at the end of a value", "a{b=\"c\\\"} 1\n"),
                text("two backslashes at the end of a value", "a{b=\"c\\\\\"} 1\n"),
                text("a line feed in a value", "a{b=\"c\nd\"} 1\n")
                        .differs("a value ends in its line: the format escapes line feeds, and an open quotation mark"
                                + " costs one line"),
                text("a tab in a value", "a{b=\"c\td\"} 1\n"),
                text("a carriage return in a value", "a{b=\"c\rd\"} 1\n"),
                text("NUL in a value", "a{b=\"c\0d\"} 1\n"),
                text("UTF-8 in a value", "a{b=\"grün 🎥 日本\"} 1\n"),
                latin1("Latin-1 in a value", "a{b=\"grün\"} 1\n"),
                latin1("half a surrogate in a value", "a{b=\"\u00ed\u00a0\u0080\"} 1\n"));
    }

    private static List<StrangePage> metadata() {
        return List.of(
                text("HELP twice", "# HELP a one\n# HELP a two\na 1\n"),
                text("TYPE twice", "# TYPE a gauge\n# TYPE a counter\na 1\n"),
                text("TYPE after its samples", "a 1\n# TYPE a gauge\n"),
                text("a type of OpenMetrics", "# TYPE a unknown\na 1\n").differs(TYPE),
                text("the type info", "# TYPE a info\na 1\n").differs(TYPE),
                text("an unknown type", "# TYPE a nonsense\na 1\n"),
                text("a type in capitals", "# TYPE a GAUGE\na 1\n"),
                text("a type with a blank after it", "# TYPE a gauge \na 1\n").differs(BLANKS),
                text("a type with blanks before it", "# TYPE a \t gauge\na 1\n").differs(BLANKS),
                text("no type", "# TYPE a\na 1\n"),
                text("no type and no name", "# TYPE\na 1\n"),
                text("TYPE of a name that is none", "# TYPE 1a gauge\na 1\n"),
                text("HELP without text", "# HELP a\na 1\n"),
                text("HELP without text but a blank", "# HELP a \na 1\n"),
                text("HELP without a name", "# HELP\na 1\n"),
                text("HELP of a name that is none", "# HELP a-b text\na 1\n"),
                text("HELP with unknown escapes", "# HELP a C:\\x \\d\\\na 1\n"),
                latin1("HELP in Latin-1", "# HELP a grün\na 1\n"),
                text("HELP with NUL", "# HELP a b\0c\na 1\n"),
                text("metadata with tabs", "#\tTYPE\ta\tgauge\n#\tHELP\ta\ttext\na 1\n"),
                text("metadata with blanks before it", "  # TYPE a gauge\na 1\n"),
                text("no blank after the hash", "#TYPE a nonsense\n#a\n#\na 1\n"),
                text("help in small letters", "# help a\n# type a nonsense\na 1\n"),
                text("UNIT", "# UNIT a_seconds seconds\na_seconds 1\n"),
                text("the last line of OpenMetrics", "a 1\n# EOF\n"),
                text("lines after the last line of OpenMetrics", "a 1\n# EOF\nb 2\n"),
                text("a histogram with gaps", """
                    # TYPE h histogram
                    h_bucket{le="1"} 5
                    h_bucket{le="0.5"} 9
                    h_bucket{le="x"} 2
                    h_sum NaN
                    """),
                text("a summary with strange quantiles", """
                    # TYPE s summary
                    s{quantile="2"} 5
                    s{quantile=""} 5
                    s_count -1
                    """),
                text("a counter that is negative", "# TYPE a_total counter\na_total -5\n"),
                text("families that are mixed", "# TYPE a gauge\na{b=\"1\"} 1\nc 2\na{b=\"2\"} 3\n"));
    }

    private static List<StrangePage> lines() {
        return List.of(
                text("nothing", ""),
                text("only a line feed", "\n"),
                text("only comments", "# nothing here\n"),
                text("empty lines and blanks", "\n  \n\t\na 1\n\n"),
                text("no last line feed", "a 1\nb 2"),
                text("no last line feed after a comment", "a 1\n# b"),
                text("no last line feed after HELP", "a 1\n# HELP b text"),
                text("a last line that is cut off", "a 1\nb{c=\"d"),
                text("line ends of Windows", "# TYPE a gauge\r\na 1\r\n"),
                text("line ends of Windows after samples", "a 1\r\n"),
                text("an empty line of Windows", "a 1\n\r\n"),
                text("a carriage return as line end", "a 1\rb 2\r"),
                text("a byte order mark", "\uFEFFa 1\n"),
                text("a no-break space", "a\u00a01\n"),
                text("a form feed", "\fa 1\n"),
                text("NUL at the end", "a 1\n\0").differs(NUL),
                text("NUL between lines", "a 1\n\0\nb 1\n").differs(NUL),
                text("NUL in a comment", "# b\0c\na 1\n"),
                latin1("Latin-1 in a comment", "# grün\na 1\n"),
                text("a series twice", "a 1\na 2\n"),
                text("a series twice with one value", "a 1\na 1\n"),
                text("HTML", "<!DOCTYPE html><html><body>a 1</body></html>\n"),
                text("JSON", "{\"status\":\"ok\"}\n"),
                text("an error message among samples", "a 1\nError: disk failed\nb 2\n"));
    }

    private static List<StrangePage> sizes() {
        return List.of(
                text("a long value", "a{b=\"" + "x".repeat(60_000) + "\"} 1\n"),
                text("a line of 70 KiB", "a{b=\"" + "x".repeat(70 * 1024) + "\"} 1\n")
                        .differs(LINE),
                text("a comment of 70 KiB", "# " + "x".repeat(70 * 1024) + "\na 1\n")
                        .differs(LINE),
                text("a long name", "a".repeat(5000) + " 1\n"),
                text("as many labels as are allowed", "a{" + labels(17) + "} 1\n"),
                text("too many labels", "a{" + labels(50) + "} 1\n"),
                text("as many samples as are allowed", samples(1000)),
                text("too many samples", samples(1001)));
    }

    private static String labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "l" + i + "=\"x\"").collect(Collectors.joining(","));
    }

    private static String samples(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a{i=\"" + i + "\"} 1\n").collect(Collectors.joining());
    }

    private static StrangePage latin1(String name, String body) {
        return StrangePage.ok(
                name,
                "Content-Type: " + StrangePage.TEXT + "\r\n",
                body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
