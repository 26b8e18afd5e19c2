// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is recorded, as one answer: the source of the only camera, or {@code north=v4l2:/dev/video0, south=rtsp://10.0.0.7/live} for
 * several.
 *
 * @param sources of several cameras by their names, in their order
 */
record CameraReply(Map<String, String> sources) {

    private static final String NAMED = "[^\\s=,:/]+\\s*=\\s*(?=v4l2:|rtsps?:|/|test)";

    /** An address may contain commas and equals signs of its own. */
    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*(?=" + NAMED + ")");

    private static final Pattern ONE = Pattern.compile("([^\\s=,:/]+)\\s*=\\s*(\\S.*)");

    CameraReply {
        sources = new LinkedHashMap<>(sources);
    }

    /** Empty for an answer that is a single source. */
    static Optional<CameraReply> parse(String reply) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String part : SEPARATOR.splitAsStream(reply.strip()).toList()) {
            Matcher named = ONE.matcher(part);
            if (!named.matches() || sources.put(named.group(1), named.group(2)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new CameraReply(sources));
    }

    /** The cameras of a configuration, as they would be answered; empty when there is no list of them. */
    static Optional<CameraReply> of(List<?> cameras) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Object camera : cameras) {
            if (camera instanceof Map<?, ?> keys
                    && keys.get("name") instanceof String name
                    && keys.get("source") instanceof String source) {
                sources.put(name, source);
            }
        }
        return sources.isEmpty() ? Optional.empty() : Optional.of(new CameraReply(sources));
    }

    /** The list with these cameras; what else a camera of the same name has, such as its sound, is kept. */
    List<Map<Object, Object>> applyTo(List<?> cameras) {
        List<Map<Object, Object>> applied = new ArrayList<>();
        sources.forEach((name, source) -> {
            Map<Object, Object> camera = new LinkedHashMap<>();
            camera.put("name", name);
            for (Object before : cameras) {
                if (before instanceof Map<?, ?> keys && name.equals(keys.get("name"))) {
                    camera.putAll(keys);
                }
            }
            camera.put("source", source);
            applied.add(camera);
        });
        return applied;
    }

    /** As it is answered. */
    String toText() {
        return sources.entrySet().stream()
                .map(camera -> camera.getKey() + "=" + camera.getValue())
                .collect(Collectors.joining(", "));
    }
}
