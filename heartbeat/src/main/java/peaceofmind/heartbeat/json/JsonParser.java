// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonBool;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;

/** A strict recursive-descent parser for RFC 8259. Hostile input takes time and memory linear in its length. */
final class JsonParser {
    /** Deeper nesting is rejected: it uses up the stack, and none of our documents is deeper than 6. */
    static final int MAX_DEPTH = 64;

    private final String text;
    private int position;
    private int depth;

    JsonParser(String text) {
        this.text = text;
    }

    Json parseDocument() throws JsonException {
        skipWhitespace();
        Json value = value();
        skipWhitespace();
        if (position < text.length()) {
            throw syntaxError("expected the end of the text");
        }
        return value;
    }

    private Json value() throws JsonException {
        if (position >= text.length()) {
            throw syntaxError("expected a value");
        }
        char first = text.charAt(position);
        if (first == '{') {
            return object();
        } else if (first == '[') {
            return array();
        } else if (first == '"') {
            return new JsonText(string());
        } else if (first == 't') {
            return literal("true", new JsonBool(true));
        } else if (first == 'f') {
            return literal("false", new JsonBool(false));
        } else if (first == 'n') {
            return literal("null", JsonNull.NULL);
        }
        return number();
    }

    private JsonObject object() throws JsonException {
        descend();
        Map<String, Json> members = new LinkedHashMap<>();
        if (!consumeIfNext('}')) {
            do {
                skipWhitespace();
                if (position >= text.length() || text.charAt(position) != '"') {
                    throw syntaxError("expected a member name");
                }
                String name = string();
                skipWhitespace();
                expect(':');
                skipWhitespace();
                members.put(name, value());
            } while (consumeIfNext(','));
            expect('}');
        }
        depth--;
        return new JsonObject(members);
    }

    private JsonArray array() throws JsonException {
        descend();
        List<Json> items = new ArrayList<>();
        if (!consumeIfNext(']')) {
            do {
                skipWhitespace();
                items.add(value());
            } while (consumeIfNext(','));
            expect(']');
        }
        depth--;
        return new JsonArray(items);
    }

    private void descend() throws JsonException {
        position++;
        if (++depth > MAX_DEPTH) {
            throw syntaxError("nested deeper than " + MAX_DEPTH);
        }
    }

    private String string() throws JsonException {
        int start = ++position;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '"') {
                return text.substring(start, position++);
            } else if (c == '\\') {
                return stringWithEscapes(start);
            } else if (c < ' ') {
                throw syntaxError("unescaped control character in a string");
            }
            position++;
        }
        throw syntaxError("unterminated string");
    }

    private String stringWithEscapes(int start) throws JsonException {
        StringBuilder value = new StringBuilder().append(text, start, position);
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return value.toString();
            } else if (c == '\\') {
                value.append(escape());
            } else if (c < ' ') {
                throw syntaxError("unescaped control character in a string");
            } else {
                value.append(c);
            }
        }
        throw syntaxError("unterminated string");
    }

    private char escape() throws JsonException {
        if (position >= text.length()) {
            throw syntaxError("unterminated string");
        }
        char c = text.charAt(position++);
        int escapeIndex = "\"\\/bfnrt".indexOf(c);
        if (escapeIndex >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(escapeIndex);
        }
        if (c != 'u') {
            throw syntaxError("unknown escape sequence in a string");
        }
        int code = 0;
        for (int end = position + 4; position < end; position++) {
            if (position >= text.length()) {
                throw syntaxError("expected four hexadecimal digits");
            }
            int digit = Character.digit(text.charAt(position), 16);
            if (digit < 0 || text.charAt(position) > 'f') {
                throw syntaxError("expected four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private JsonNumber number() throws JsonException {
        int start = position;
        acceptAny("-");
        if (acceptAny("0") == 0 && acceptAny("123456789") == 1) {
            digits();
        } else if (position == start || text.charAt(position - 1) == '-') {
            throw syntaxError("expected a value");
        }
        if (acceptAny(".") == 1 && digits() == 0) {
            throw syntaxError("expected a digit");
        }
        if (acceptAny("eE") == 1) {
            acceptAny("+-");
            if (digits() == 0) {
                throw syntaxError("expected a digit");
            }
        }
        return new JsonNumber(text.substring(start, position));
    }

    private int digits() {
        int count = 0;
        while (acceptAny("0123456789") == 1) {
            count++;
        }
        return count;
    }

    private int acceptAny(String characters) {
        if (position < text.length() && characters.indexOf(text.charAt(position)) >= 0) {
            position++;
            return 1;
        }
        return 0;
    }

    private Json literal(String literal, Json value) throws JsonException {
        if (!text.startsWith(literal, position)) {
            if (literal.startsWith(text.substring(position))) {
                // Cut off in the middle of the literal. The position lets the reader recognize a truncated file.
                position = text.length();
            }
            throw syntaxError("expected a value");
        }
        position += literal.length();
        return value;
    }

    private boolean consumeIfNext(char c) {
        skipWhitespace();
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws JsonException {
        if (!consumeIfNext(c)) {
            throw syntaxError("expected '" + c + "'");
        }
    }

    private void skipWhitespace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private JsonException syntaxError(String message) {
        return new JsonException(position >= text.length() ? message + ", but the text ends" : message, position);
    }
}
