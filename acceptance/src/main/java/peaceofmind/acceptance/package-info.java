/**
 * Drives the product from outside, with the commands, signals and files that its users have. Shared by the acceptance tests and the
 * benchmarks; not installed on devices.
 */
@NullMarked
package peaceofmind.acceptance;

import org.jspecify.annotations.NullMarked;
