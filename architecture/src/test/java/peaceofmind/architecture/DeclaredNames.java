// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names that a source file declares. Names that it only uses may belong to the JDK or a library. */
final class DeclaredNames {

    private static final Pattern IN_SCRIPTS = Pattern.compile(
            "\\b(?:function|const|let|class|def)\\s+(\\w+)|^\\s*(\\w+)\\(\\)\\s*\\{", Pattern.MULTILINE);

    private DeclaredNames() {}

    static List<Fragment> ofJava(SourceTree source) {
        Scanner scanner = new Scanner(source);
        source.unit().accept(scanner, null);
        return scanner.found;
    }

    static List<Fragment> ofScript(String content) {
        return IN_SCRIPTS
                .matcher(content)
                .results()
                .map(match -> Fragment.name(
                        Fragment.lineAt(content, match.start()),
                        match.group(1) == null ? match.group(2) : match.group(1)))
                .toList();
    }

    private static final class Scanner extends TreeScanner<Optional<Void>, @Nullable Void> {
        private final SourceTree source;
        private final List<Fragment> found = new ArrayList<>();

        Scanner(SourceTree source) {
            this.source = source;
        }

        @Override
        public Optional<Void> visitPackage(PackageTree tree, @Nullable Void nothing) {
            add(tree, tree.getPackageName().toString());
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitClass(ClassTree tree, @Nullable Void nothing) {
            if (!tree.getSimpleName().isEmpty()) {
                add(tree, tree.getSimpleName().toString());
                found.add(Fragment.type(source.line(tree), tree.getSimpleName().toString()));
            }
            super.visitClass(tree, null);
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitMethod(MethodTree tree, @Nullable Void nothing) {
            String name = tree.getName().toString();
            if (isTest(tree)) {
                // A sentence, not a term.
                found.add(Fragment.prose(source.line(tree), Fragment.split(name)));
            } else if (!name.equals("<init>") && !isOverride(tree)) {
                add(tree, name);
            }
            super.visitMethod(tree, null);
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitVariable(VariableTree tree, @Nullable Void nothing) {
            if (!tree.getName().isEmpty()) {
                add(tree, tree.getName().toString());
            }
            super.visitVariable(tree, null);
            return Optional.empty();
        }

        private void add(Tree tree, String name) {
            found.add(Fragment.name(source.line(tree), name));
        }

        private static boolean isTest(MethodTree method) {
            return annotations(method)
                    .anyMatch(
                            name -> name.matches("Test|ParameterizedTest|TestFactory|RepeatedTest|FuzzTest|ArchTest"));
        }

        /** The name was chosen by the overridden method. */
        private static boolean isOverride(MethodTree method) {
            return annotations(method).anyMatch("Override"::equals);
        }

        private static Stream<String> annotations(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .map(Tree::toString);
        }
    }
}
