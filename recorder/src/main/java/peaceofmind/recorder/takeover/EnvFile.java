// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings in a file {@code .env} as python-dotenv reads it: {@code NAME=value}, optionally in quotes, after {@code export}, or followed by
 * a comment.
 *
 * @param values of a name that occurs twice, the last one
 * @param badLines numbers of the lines that are no settings, from 1; their content can be a secret
 */
record EnvFile(Map<String, String> values, List<Integer> badLines) {

    private static final Pattern SETTING = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]{0,99})\\s*=\\s*(.*)");
    private static final Pattern UNQUOTED = Pattern.compile("([^\\s#\"'](?:.*?[^\\s])??)?(?:\\s+#.*)?|#.*");
    private static final Pattern QUOTED = Pattern.compile("(?:'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\")\\s*(?:#.*)?");

    EnvFile {
        values = Map.copyOf(values);
        badLines = List.copyOf(badLines);
    }

    static EnvFile parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        List<Integer> badLines = new ArrayList<>();
        int number = 0;
        for (String rawLine : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r?\n", -1)) {
            number++;
            String line = rawLine.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher setting = SETTING.matcher(line);
            Optional<String> value = setting.matches() ? value(setting.group(2)) : Optional.empty();
            if (value.isPresent()) {
                values.put(setting.group(1), value.get());
            } else {
                badLines.add(number);
            }
        }
        return new EnvFile(values, badLines);
    }

    private static Optional<String> value(String text) {
        if (text.indexOf('\0') >= 0 || text.indexOf('\uFFFD') >= 0) {
            return Optional.empty();
        }
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return Optional.of(
                    quoted.group(1) != null
                            ? quoted.group(1)
                            : quoted.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        Matcher unquoted = UNQUOTED.matcher(text);
        return unquoted.matches()
                ? Optional.of(Optional.ofNullable(unquoted.group(1)).orElse(""))
                : Optional.empty();
    }
}
