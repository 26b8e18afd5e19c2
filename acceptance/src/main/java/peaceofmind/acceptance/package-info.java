/**
 * Drives the product from outside, through the commands, signals and files that its user has. Shared by the acceptance tests and the
 * benchmarks; nothing of it is on a device.
 */
@NullMarked
package peaceofmind.acceptance;

import org.jspecify.annotations.NullMarked;
