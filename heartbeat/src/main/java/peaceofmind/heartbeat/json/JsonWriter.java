// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

import java.util.Iterator;
import java.util.Map;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonBool;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;

/** Writes JSON that the parser reads back as an equal value. */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder(256);
    private final boolean pretty;
    private int depth;

    private JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    static String compact(Json value) {
        return new JsonWriter(false).value(value).out.toString();
    }

    static String pretty(Json value) {
        return new JsonWriter(true).value(value).out.toString();
    }

    private JsonWriter value(Json value) {
        if (value instanceof JsonObject object) {
            object(object);
        } else if (value instanceof JsonArray array) {
            array(array);
        } else if (value instanceof JsonText text) {
            string(text.value());
        } else if (value instanceof JsonNumber number) {
            out.append(number.literal());
        } else if (value instanceof JsonBool bool) {
            out.append(bool.value());
        } else {
            out.append("null");
        }
        return this;
    }

    private void object(JsonObject object) {
        out.append('{');
        depth++;
        Iterator<Map.Entry<String, Json>> members = object.members().entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, Json> member = members.next();
            newLine();
            string(member.getKey());
            out.append(pretty ? ": " : ":");
            value(member.getValue());
            if (members.hasNext()) {
                out.append(',');
            }
        }
        close('}', object.members().isEmpty());
    }

    private void array(JsonArray array) {
        out.append('[');
        depth++;
        Iterator<Json> items = array.items().iterator();
        while (items.hasNext()) {
            newLine();
            value(items.next());
            if (items.hasNext()) {
                out.append(',');
            }
        }
        close(']', array.items().isEmpty());
    }

    private void close(char bracket, boolean empty) {
        depth--;
        if (!empty) {
            newLine();
        }
        out.append(bracket);
    }

    private void newLine() {
        if (pretty) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int escaped = "\"\\\b\f\n\r\t".indexOf(c);
            if (escaped >= 0) {
                out.append('\\').append("\"\\bfnrt".charAt(escaped));
            } else if (c < ' ' || (Character.isSurrogate(c) && !isPaired(value, i))) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** A lone surrogate can't be encoded in UTF-8, and is escaped instead. */
    private static boolean isPaired(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }
}
