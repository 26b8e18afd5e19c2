// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds Java class names in messages for people: an exception that is concatenated with a text or converted to one reads
 * {@code java.nio.file.NoSuchFileException: /a/b}.
 */
final class ExceptionTexts {

    private static final Pattern EXCEPTION_TYPE = Pattern.compile("\\w*(Exception|Error|Throwable)");
    private static final Pattern CLASS_NAME =
            Pattern.compile(".*\\.(getClass\\(\\)\\.get(Simple)?Name|getCause)\\(\\)");

    private ExceptionTexts() {}

    static List<String> classNamesInMessages(List<Path> sources) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (SourceTree source : SourceTree.parse(sources)) {
            source.unit().accept(new Scanner(source, wrong), null);
        }
        return wrong;
    }

    private static final class Scanner extends TreeScanner<Optional<Void>, @Nullable Void> {
        private final SourceTree source;
        private final List<String> wrong;
        private final Deque<String> exceptions = new ArrayDeque<>();

        Scanner(SourceTree source, List<String> wrong) {
            this.source = source;
            this.wrong = wrong;
        }

        @Override
        public Optional<Void> visitCatch(CatchTree clause, @Nullable Void nothing) {
            exceptions.push(clause.getParameter().getName().toString());
            super.visitCatch(clause, null);
            exceptions.pop();
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitMethod(MethodTree method, @Nullable Void nothing) {
            List<String> ofMethod = method.getParameters().stream()
                    .filter(parameter -> isException(parameter.getType()))
                    .map(VariableTree::getName)
                    .map(Object::toString)
                    .toList();
            ofMethod.forEach(exceptions::push);
            super.visitMethod(method, null);
            ofMethod.forEach(exceptions::remove);
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitBinary(BinaryTree sum, @Nullable Void nothing) {
            if (sum.getKind() == Tree.Kind.PLUS
                    && (showsClass(sum.getLeftOperand()) || showsClass(sum.getRightOperand()))) {
                report(sum);
            }
            super.visitBinary(sum, null);
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            String method = call.getMethodSelect().toString();
            boolean convertsToText = method.equals("String.valueOf")
                    ? showsClass(call.getArguments().getFirst())
                    : method.endsWith(".toString") && exceptions.contains(method.replace(".toString", ""));
            if (convertsToText) {
                report(call);
            }
            super.visitMethodInvocation(call, null);
            return Optional.empty();
        }

        @Override
        public Optional<Void> visitMemberReference(MemberReferenceTree reference, @Nullable Void nothing) {
            if (reference.getName().contentEquals("toString") && isException(reference.getQualifierExpression())) {
                report(reference);
            }
            super.visitMemberReference(reference, null);
            return Optional.empty();
        }

        /** Messages about bugs, which no user should ever see, may name classes. */
        @Override
        public Optional<Void> visitThrow(ThrowTree tree, @Nullable Void nothing) {
            boolean reportsBug =
                    tree.getExpression().toString().matches("new (AssertionError|Illegal\\w+Exception)\\b.*");
            if (!reportsBug) {
                super.visitThrow(tree, null);
            }
            return Optional.empty();
        }

        private boolean showsClass(ExpressionTree operand) {
            return switch (operand) {
                case IdentifierTree name -> exceptions.contains(name.getName().toString());
                case MethodInvocationTree call ->
                    CLASS_NAME.matcher(call.toString()).matches();
                case ExpressionTree _ -> false;
            };
        }

        private static boolean isException(@Nullable Tree type) {
            return type != null && EXCEPTION_TYPE.matcher(type.toString()).matches();
        }

        private void report(Tree tree) {
            wrong.add(ProjectFiles.relative(source.file()) + ":" + source.line(tree)
                    + ": a message with the name of a Java class in it: "
                    + tree.toString().replaceAll("\\s+", " "));
        }
    }
}
