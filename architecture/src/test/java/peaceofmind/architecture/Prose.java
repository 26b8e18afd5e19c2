// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds what people read in a file: comments, and string literals that contain a blank. A document is prose as a whole. */
final class Prose {

    /** Comments and strings of Java and JavaScript. The first alternative that matches wins: a quote in a comment opens no string. */
    private static final Pattern C_LIKE = Pattern.compile("""
            (?<comment>//[^\\n]*|/\\*(?:[^*]|\\*(?!/))*+\\*/)\
            |(?<text>""\"(?:[^"\\\\]|\\\\.|"(?!""))*+""\"|"(?:[^"\\\\\\n]|\\\\.)*+"|`(?:[^`\\\\]|\\\\.)*+`)\
            |'(?:[^'\\\\\\n]|\\\\.)*+'""", Pattern.DOTALL);

    /** The same for shell, Python, YAML and systemd's unit files. */
    private static final Pattern HASH = Pattern.compile("""
            (?<comment>(?<=^|\\s)\\#[^\\n]*)\
            |(?<text>""\"(?:[^"\\\\]|\\\\.|"(?!""))*+""\"|"(?:[^"\\\\]|\\\\.)*+"|(?<!\\w)'[^'\\n]*+'|(?<=: )[A-Z][^\\n'"\\#]*\\n)""", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern XML_COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    /** Code quoted in prose. */
    private static final Pattern CODE =
            Pattern.compile("\\{@(?:code|link|linkplain)\\s[^}]*}|`[^`\\n]*`|https?://\\S+");

    /** Expressions inside a template literal of JavaScript. */
    private static final Pattern IN_TEMPLATE = Pattern.compile("\\$\\{[^}]*}");

    private Prose() {}

    static List<Fragment> ofJava(String content) {
        return of(C_LIKE, content);
    }

    static List<Fragment> ofScript(String content) {
        return of(HASH, content);
    }

    static List<Fragment> ofXml(String content) {
        return XML_COMMENT
                .matcher(content)
                .results()
                .map(comment -> Fragment.prose(Fragment.lineAt(content, comment.start()), withoutCode(comment.group())))
                .toList();
    }

    static List<Fragment> ofDocument(String content) {
        return List.of(Fragment.prose(1, withoutCode(content)));
    }

    private static List<Fragment> of(Pattern tokens, String content) {
        List<Fragment> fragments = new ArrayList<>();
        int start = -1;
        int end = -1;
        boolean comment = false;
        for (MatchResult token : tokens.matcher(content).results().toList()) {
            boolean isComment = token.group("comment") != null;
            if (!isComment && token.group("text") == null) {
                continue;
            }
            // Consecutive line comments, and strings joined by +, form one fragment.
            if (start < 0 || isComment != comment || !isGap(content.substring(end, token.start()), comment)) {
                add(fragments, content, start, end, comment);
                start = token.start();
                comment = isComment;
            }
            end = token.end();
        }
        add(fragments, content, start, end, comment);
        return fragments;
    }

    private static boolean isGap(String between, boolean comment) {
        return between.strip().equals(comment ? "" : "+");
    }

    private static void add(List<Fragment> fragments, String content, int start, int end, boolean comment) {
        String text = start < 0 ? "" : content.substring(start, end);
        if (comment || text.strip().matches("(?s).*\\S\\s+\\S.*")) {
            fragments.add(Fragment.prose(Fragment.lineAt(content, start), withoutCode(text)));
        }
    }

    /** Masks code; length and line breaks are unchanged, so positions remain valid. */
    private static String withoutCode(String text) {
        Pattern code = text.startsWith("`") ? IN_TEMPLATE : CODE;
        return code.matcher(text).replaceAll(name -> name.group().replaceAll("[^\\n]", "_"));
    }
}
