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
 * The constants of the existing recorder's {@code config/settings.py} that are plain values: numbers and products of them, texts, lists of
 * texts, and a {@code Path} of a text. Nothing of the file is executed.
 *
 * @param values Long, Double, String or a List of String, by name
 * @param unknown names whose value is something else
 */
record PythonConstants(Map<String, Object> values, List<String> unknown) {

    private static final Pattern CONSTANT = Pattern.compile("([A-Z][A-Z0-9_]{0,99})\\s*(?::[^=]+)?=\\s*(.+)");
    private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\]*)\"|'([^'\\\\]*)'");
    private static final Pattern PATH = Pattern.compile("Path\\((.*)\\)");
    private static final Pattern PRODUCT = Pattern.compile("[0-9_]{1,15}(?:\\s*\\*\\s*[0-9_]{1,15})*");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}\\.\\d{0,9}");
    private static final Pattern LIST = Pattern.compile("\\[(.*?),?\\s*]");

    PythonConstants {
        values = Map.copyOf(values);
        unknown = List.copyOf(unknown);
    }

    static PythonConstants parse(String text) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String line : text.split("\r?\n", -1)) {
            Matcher constant = CONSTANT.matcher(line);
            if (!constant.matches()) {
                continue;
            }
            String name = constant.group(1);
            Optional<Object> value = value(withoutComment(constant.group(2)).strip());
            values.remove(name);
            unknown.remove(name);
            value.ifPresentOrElse(found -> values.put(name, found), () -> unknown.add(name));
        }
        return new PythonConstants(values, unknown);
    }

    private static String withoutComment(String text) {
        char quote = 0;
        for (int position = 0; position < text.length(); position++) {
            char character = text.charAt(position);
            if (quote != 0) {
                quote = character == quote ? 0 : quote;
            } else if (character == '"' || character == '\'') {
                quote = character;
            } else if (character == '#') {
                return text.substring(0, position);
            }
        }
        return text;
    }

    private static Optional<Object> value(String text) {
        Matcher path = PATH.matcher(text);
        if (path.matches()) {
            return text(path.group(1)).map(Object.class::cast);
        } else if (PRODUCT.matcher(text).matches()) {
            return product(text);
        } else if (DECIMAL.matcher(text).matches()) {
            return Optional.of(Double.parseDouble(text));
        }
        Matcher list = LIST.matcher(text);
        return list.matches() ? texts(list.group(1)) : text(text).map(Object.class::cast);
    }

    private static Optional<String> text(String literal) {
        Matcher text = TEXT.matcher(literal.strip());
        return text.matches()
                ? Optional.ofNullable(text.group(1)).or(() -> Optional.of(text.group(2)))
                : Optional.empty();
    }

    private static Optional<Object> texts(String items) {
        List<String> texts = new ArrayList<>();
        for (String item : items.isBlank() ? new String[0] : items.split(",", -1)) {
            Optional<String> text = text(item);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of(List.copyOf(texts));
    }

    private static Optional<Object> product(String text) {
        try {
            long product = 1;
            for (String factor : text.split("\\*", -1)) {
                product = Math.multiplyExact(
                        product, Long.parseLong(factor.strip().replace("_", "")));
            }
            return Optional.of(product);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }
}
