package peaceofmind.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Lengths of files and methods in lines, with the extents of methods as the compiler's own parser sees them. */
final class Sizes {

    /** @param lines of a whole file, or of a method from its annotations to its closing bracket */
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
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Sized> methods = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new MethodSizeScanner(unit, positions, methods), null);
            }
            return methods;
        }
    }

    static int median(List<Sized> sizes) {
        return percentile(sizes, 50);
    }

    /** The smallest size that {@code percent} of all do not exceed. */
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
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Sized> found;

        MethodSizeScanner(CompilationUnitTree unit, SourcePositions positions, List<Sized> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Optional<Void> visitMethod(MethodTree method, @Nullable Void nothing) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
            found.add(new Sized(
                    unit.getSourceFile().getName() + ":" + first + " " + method.getName(), (int) (last - first + 1)));
            super.visitMethod(method, null);
            return Optional.empty();
        }
    }
}
