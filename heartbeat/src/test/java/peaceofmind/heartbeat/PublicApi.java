// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The API of a module that programs can embed, one line for each class and each public or protected member. */
final class PublicApi {

    private PublicApi() {}

    /**
     * @param classes a folder of compiled classes on the class path
     * @param root the package to list, including its subpackages
     */
    static List<String> of(Path classes, String root) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .filter(name -> name.startsWith(root + "."))
                    .map(PublicApi::load)
                    .filter(PublicApi::isVisible)
                    .flatMap(type -> of(type).stream())
                    .toList();
        }
    }

    static List<String> of(Class<?> type) {
        TreeSet<String> lines = new TreeSet<>();
        lines.add(describe(type));
        Stream.of(type.getDeclaredConstructors())
                .filter(PublicApi::isVisible)
                .map(Constructor::toGenericString)
                .forEach(lines::add);
        Stream.of(type.getDeclaredMethods())
                .filter(PublicApi::isVisible)
                .map(Method::toGenericString)
                .forEach(lines::add);
        Stream.of(type.getDeclaredFields())
                .filter(PublicApi::isVisible)
                .map(Field::toGenericString)
                .forEach(lines::add);
        return List.copyOf(lines);
    }

    /** Includes permitted subclasses, since another one breaks exhaustive switches. */
    private static String describe(Class<?> type) {
        String permitted = Optional.ofNullable(type.getPermittedSubclasses())
                .map(classes -> " permits "
                        + String.join(
                                ", ", Stream.of(classes).map(Class::getName).toList()))
                .orElse("");
        List<String> parents = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()))
                .map(Object::toString)
                .filter(parent -> !parent.equals("class java.lang.Object"))
                .toList();
        return type.toGenericString() + (parents.isEmpty() ? "" : " is " + String.join(", ", parents)) + permitted;
    }

    private static boolean isVisible(Class<?> type) {
        boolean own = (type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
        return own && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    private static boolean isVisible(Member member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException("a class file without its class: " + name, missing);
        }
    }
}
