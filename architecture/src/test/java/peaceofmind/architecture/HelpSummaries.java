// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Summaries of commands in the help of their parent. picocli shows only the first element of {@code description} there, so a
 * sentence that is split over two elements is cut short.
 */
final class HelpSummaries {

    /** Starts with a capital, has at least three words, and ends in a full stop. */
    private static final Pattern SENTENCE = Pattern.compile("[A-Z]\\S*(?:\\s+\\S+){2,}[.!?]");

    private HelpSummaries() {}

    static List<String> incomplete(List<Path> sources) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (SourceTree source : SourceTree.parse(sources)) {
            source.unit().accept(new Commands(source, wrong), null);
        }
        return wrong;
    }

    private static final class Commands extends TreeScanner<Optional<Void>, @Nullable Void> {
        private final SourceTree source;
        private final List<String> wrong;

        Commands(SourceTree source, List<String> wrong) {
            this.source = source;
            this.wrong = wrong;
        }

        @Override
        public Optional<Void> visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
            if (annotation.getAnnotationType().toString().matches("(CommandLine\\.)?Command")
                    && argument(annotation, "name").isPresent()) {
                check(annotation);
            }
            super.visitAnnotation(annotation, null);
            return Optional.empty();
        }

        private void check(AnnotationTree command) {
            Optional<ExpressionTree> description = argument(command, "description");
            String summary = description.map(Commands::firstElement).orElse("");
            if (!SENTENCE.matcher(summary).matches()) {
                wrong.add(ProjectFiles.relative(source.file()) + ":" + source.line(command)
                        + ": the summary of this command is not a complete sentence: \"" + summary + "\"");
            }
        }

        private static Optional<ExpressionTree> argument(AnnotationTree annotation, String name) {
            return annotation.getArguments().stream()
                    .filter(AssignmentTree.class::isInstance)
                    .map(AssignmentTree.class::cast)
                    .filter(argument -> argument.getVariable().toString().equals(name))
                    .map(AssignmentTree::getExpression)
                    .findFirst();
        }

        private static String firstElement(ExpressionTree description) {
            return description instanceof NewArrayTree array && array.getInitializers() != null
                    ? array.getInitializers().stream()
                            .findFirst()
                            .map(Commands::text)
                            .orElse("")
                    : text(description);
        }

        private static String text(ExpressionTree expression) {
            return switch (expression) {
                case LiteralTree literal -> String.valueOf(literal.getValue());
                case BinaryTree sum -> text(sum.getLeftOperand()) + text(sum.getRightOperand());
                case ExpressionTree other -> other.toString();
            };
        }
    }
}
