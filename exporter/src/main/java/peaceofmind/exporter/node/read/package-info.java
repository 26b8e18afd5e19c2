/** Reading the small files of /proc and /sys often and cheaply, and the words and numbers in them. Knows no metric. */
@NullMarked
package peaceofmind.exporter.node.read;

import org.jspecify.annotations.NullMarked;
