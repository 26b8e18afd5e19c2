// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lengths of files and methods in lines; the compiler's parser finds the methods. */
final class Sizes {

    /** @param lines of a whole file, or of a method from its annotations to its closing brace */
    record Sized(String name, int lines) {
        @Override
        public String toString() {
            return name + " (" + lines + " lines)";
        }
    }

    private Sizes() {}

    static List<Sized> files(List<Path> sources) {
        return sources.stream()
                .map(file -> new Sized(
                        file.toString(), (int) ProjectFiles.text(file).lines().count()))
                .toList();
    }

    static List<Sized> methods(List<Path> sources) throws IOException {
        List<Sized> methods = new ArrayList<>();
        for (SourceTree source : SourceTree.parse(sources)) {
            source.unit().accept(new MethodSizeScanner(source, methods), null);
        }
        return methods;
    }

    static int median(List<Sized> sizes) {
        return percentile(sizes, 50);
    }

    /** The smallest size that {@code percent} of the sizes do not exceed. */
    static int percentile(List<Sized> sizes, int percent) {
        List<Integer> sorted = sizes.stream().map(Sized::lines).sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    static List<Sized> above(List<Sized> sizes, int limit) {
        return sizes.stream()
                .filter(size -> size.lines() > limit)
                .sorted(Comparator.comparingInt(Sized::lines).reversed())
                .toList();
    }

    private static final class MethodSizeScanner extends TreeScanner<Optional<Void>, @Nullable Void> {
        private final SourceTree source;
        private final List<Sized> found;

        MethodSizeScanner(SourceTree source, List<Sized> found) {
            this.source = source;
            this.found = found;
        }

        @Override
        public Optional<Void> visitMethod(MethodTree method, @Nullable Void nothing) {
            int first = source.line(method);
            found.add(new Sized(
                    source.file() + ":" + first + " " + method.getName(), source.lastLine(method) - first + 1));
            super.visitMethod(method, null);
            return Optional.empty();
        }
    }
}
