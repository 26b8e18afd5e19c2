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

/** A strict recursive-descent parser of RFC 8259. Hostile input costs at most its own length. */
final class JsonParser {
    /** Deeper nesting is refused: it would cost stack, and no document of ours is deeper than 6. */
    static final int MAX_DEPTH = 64;

    private final String text;
    private int at;
    private int depth;

    JsonParser(String text) {
        this.text = text;
    }

    Json document() throws JsonException {
        skipBlanks();
        Json value = value();
        skipBlanks();
        if (at < text.length()) {
            throw wrong("nothing more was expected");
        }
        return value;
    }

    private Json value() throws JsonException {
        if (at >= text.length()) {
            throw wrong("the text ends too early");
        }
        char first = text.charAt(at);
        if (first == '{') {
            return object();
        } else if (first == '[') {
            return array();
        } else if (first == '"') {
            return new JsonText(string());
        } else if (first == 't') {
            return word("true", new JsonBool(true));
        } else if (first == 'f') {
            return word("false", new JsonBool(false));
        } else if (first == 'n') {
            return word("null", JsonNull.NULL);
        }
        return number();
    }

    private JsonObject object() throws JsonException {
        deeper();
        Map<String, Json> members = new LinkedHashMap<>();
        if (!isNext('}')) {
            do {
                skipBlanks();
                if (at >= text.length() || text.charAt(at) != '"') {
                    throw wrong("a member's name was expected");
                }
                String name = string();
                skipBlanks();
                expect(':');
                skipBlanks();
                members.put(name, value());
            } while (isNext(','));
            expect('}');
        }
        depth--;
        return new JsonObject(members);
    }

    private JsonArray array() throws JsonException {
        deeper();
        List<Json> items = new ArrayList<>();
        if (!isNext(']')) {
            do {
                skipBlanks();
                items.add(value());
            } while (isNext(','));
            expect(']');
        }
        depth--;
        return new JsonArray(items);
    }

    private void deeper() throws JsonException {
        at++;
        if (++depth > MAX_DEPTH) {
            throw wrong("nested deeper than " + MAX_DEPTH);
        }
    }

    private String string() throws JsonException {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            } else if (c == '\\') {
                return stringWithEscapes(start);
            } else if (c < ' ') {
                throw wrong("an unescaped control character in a string");
            }
            at++;
        }
        throw wrong("a string without end");
    }

    private String stringWithEscapes(int start) throws JsonException {
        StringBuilder value = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            } else if (c == '\\') {
                value.append(escape());
            } else if (c < ' ') {
                throw wrong("an unescaped control character in a string");
            } else {
                value.append(c);
            }
        }
        throw wrong("a string without end");
    }

    private char escape() throws JsonException {
        if (at >= text.length()) {
            throw wrong("a string without end");
        }
        char c = text.charAt(at++);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (c != 'u') {
            throw wrong("an unknown escape in a string");
        }
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            if (at >= text.length()) {
                throw wrong("four hexadecimal digits were expected");
            }
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0 || text.charAt(at) > 'f') {
                throw wrong("four hexadecimal digits were expected");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private JsonNumber number() throws JsonException {
        int start = at;
        accept("-");
        if (accept("0") == 0 && accept("123456789") == 1) {
            digits();
        } else if (at == start || text.charAt(at - 1) == '-') {
            throw wrong("a value was expected");
        }
        if (accept(".") == 1 && digits() == 0) {
            throw wrong("a digit was expected");
        }
        if (accept("eE") == 1) {
            accept("+-");
            if (digits() == 0) {
                throw wrong("a digit was expected");
            }
        }
        return new JsonNumber(text.substring(start, at));
    }

    private int digits() {
        int count = 0;
        while (accept("0123456789") == 1) {
            count++;
        }
        return count;
    }

    private int accept(String any) {
        if (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
            at++;
            return 1;
        }
        return 0;
    }

    private Json word(String word, Json value) throws JsonException {
        if (!text.startsWith(word, at)) {
            if (word.startsWith(text.substring(at))) {
                // Cut off in the middle of the word: the reader of a torn file tells that by the position.
                at = text.length();
            }
            throw wrong("a value was expected");
        }
        at += word.length();
        return value;
    }

    private boolean isNext(char c) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws JsonException {
        if (!isNext(c)) {
            throw wrong("'" + c + "' was expected");
        }
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private JsonException wrong(String what) {
        return new JsonException(at >= text.length() ? what + ", but the text ends" : what, at);
    }
}
