// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value (RFC 8259). Immutable. */
public sealed interface Json {

    /**
     * Parses one JSON document.
     *
     * @throws JsonException when the text is not exactly one JSON value, or is nested deeper than {@link JsonParser#MAX_DEPTH}
     */
    static Json parse(String text) throws JsonException {
        return new JsonParser(text).parseDocument();
    }

    /** Parses one JSON document that must be an object. */
    static JsonObject parseObject(String text) throws JsonException {
        if (parse(text) instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("expected a JSON object");
    }

    /** Starts building an object; members keep the order in which they are put. */
    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    static JsonArray array(List<? extends Json> items) {
        return new JsonArray(List.copyOf(items));
    }

    static JsonArray texts(List<String> items) {
        return new JsonArray(items.stream().<Json>map(JsonText::new).toList());
    }

    /** This value as JSON on one line. */
    default String toJson() {
        return JsonWriter.compact(this);
    }

    /** This value as JSON for people, indented by two spaces. */
    default String toPrettyJson() {
        return JsonWriter.pretty(this);
    }

    /** Members in the order of the document; of duplicate names, the last one counts. */
    record JsonObject(Map<String, Json> members) implements Json {
        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The member, which can be {@link JsonNull}; empty when it is absent. */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** The value of a string member; empty when it is absent, null or of another type. */
        public Optional<String> text(String name) {
            return members.get(name) instanceof JsonText text ? Optional.of(text.value()) : Optional.empty();
        }

        /** The value of a number member, always finite; empty when it is absent, null, of another type or too large. */
        public Optional<Double> number(String name) {
            return members.get(name) instanceof JsonNumber number
                    ? Optional.of(number.doubleValue()).filter(Double::isFinite)
                    : Optional.empty();
        }

        /** The value of an integer member; empty when it is absent, null, of another type, or not an integer that fits into a long. */
        public Optional<Long> integer(String name) {
            return members.get(name) instanceof JsonNumber number ? number.longValue() : Optional.empty();
        }

        /** The value of a boolean member; empty when it is absent, null or of another type. */
        public Optional<Boolean> bool(String name) {
            return members.get(name) instanceof JsonBool bool ? Optional.of(bool.value()) : Optional.empty();
        }

        /** The member that is an object itself; empty when it is absent, null or of another type. */
        public Optional<JsonObject> object(String name) {
            return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        }

        /** The items of an array member; an empty list when it is absent, null or of another type. */
        public List<Json> items(String name) {
            return members.get(name) instanceof JsonArray array ? array.items() : List.of();
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    record JsonArray(List<Json> items) implements Json {
        public JsonArray {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    record JsonText(String value) implements Json {}

    /** A number as written in the document, which makes parsing and writing lossless. */
    record JsonNumber(String literal) implements Json {
        public double doubleValue() {
            return Double.parseDouble(literal);
        }

        public Optional<Long> longValue() {
            try {
                return literal.length() > 40 ? Optional.empty() : Optional.of(new BigDecimal(literal).longValueExact());
            } catch (ArithmeticException | NumberFormatException notAnInteger) {
                // NumberFormatException: an exponent that BigDecimal can't represent, such as 1e99999999999.
                return Optional.empty();
            }
        }
    }

    record JsonBool(boolean value) implements Json {}

    enum JsonNull implements Json {
        NULL
    }

    /** Builds an object member by member. */
    final class ObjectBuilder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        public ObjectBuilder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        public ObjectBuilder put(String name, String value) {
            return put(name, new JsonText(value));
        }

        public ObjectBuilder put(String name, boolean value) {
            return put(name, new JsonBool(value));
        }

        public ObjectBuilder put(String name, long value) {
            return put(name, new JsonNumber(Long.toString(value)));
        }

        /** A number that JSON can't represent (NaN, infinity) becomes null. */
        public ObjectBuilder put(String name, double value) {
            return put(name, Double.isFinite(value) ? new JsonNumber(Double.toString(value)) : JsonNull.NULL);
        }

        /** An absent string becomes null, which keeps the name visible to a reader. */
        public ObjectBuilder put(String name, Optional<String> value) {
            return put(name, value.<Json>map(JsonText::new).orElse(JsonNull.NULL));
        }

        public ObjectBuilder put(String name, List<? extends Json> items) {
            return put(name, new JsonArray(new ArrayList<>(items)));
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
